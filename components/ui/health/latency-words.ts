/** "84 ms", "1.24 s"; a dash where nothing has answered. Finer than a duration: here the digits are what is looked at. */
export function latencyWords(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
}
