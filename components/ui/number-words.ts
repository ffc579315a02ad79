const whole = new Intl.NumberFormat('en')
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })

/** 12,345 */
export function countWords(value: number): string {
  return whole.format(value)
}

/** "1 server", "12,345 servers". */
export function amountWords(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`
}

/** A share as percent; "0%" only when it is nothing, "<0.1%" when it is something. */
export function shareWords(part: number, total: number): string {
  if (total === 0) return '–'
  const share = part / total
  return share > 0 && share < 0.001 ? '<0.1%' : percent.format(share)
}

/** Names in a sentence: "a", "a and b", "a, b and 3 more". */
export function listWords(names: readonly string[], most = 3): string {
  const [first, second] = names
  if (first === undefined) return ''
  if (second === undefined) return first
  const shown = names.length <= most ? names.slice(0, -1) : names.slice(0, most - 1)
  const rest = names.length - shown.length
  const last = names.length <= most ? (names.at(-1) ?? '') : `${whole.format(rest)} more`
  return `${shown.join(', ')} and ${last}`
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "340 MB", in powers of 1000. */
export function bytesWords(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const value = bytes / 1_000 ** power
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[power] ?? ''}`
}
