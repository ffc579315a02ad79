/**
 * "99.98%"; "100%" only where nothing was lost, and a dash where nothing was watched. Cut, not rounded: what was down
 * for a moment was not up all the time.
 */
export function uptimeWords(share: number | null): string {
  if (share === null) return '–'
  if (share >= 1) return '100%'
  const hundredths = Math.floor(share * 10_000)
  if (hundredths === 0) return share > 0 ? '<0.01%' : '0%'
  return `${(hundredths / 100).toFixed(2)}%`
}
