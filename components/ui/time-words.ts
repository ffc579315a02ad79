const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNITS = [
  { ms: DAY, short: 'd' },
  { ms: HOUR, short: 'h' },
  { ms: MINUTE, short: 'min' },
  { ms: SECOND, short: 's' },
] as const

/** A span in the one unit that tells most: "850 ms", "1.2 s", "42 s", "3 min", "5 h", "2 d". */
export function durationWords(ms: number): string {
  if (ms < 1) return '<1 ms'
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`
  if (ms < 10 * SECOND) return `${(Math.floor(Math.round(ms) / 100) / 10).toFixed(1)} s`
  const unit = UNITS.find((candidate) => ms >= candidate.ms) ?? UNITS[3]
  return `${Math.floor(ms / unit.ms)} ${unit.short}`
}

/** "3 min ago", "in 12 s", "just now"; older than a month, the date. */
export function relativeWords(at: number, now: number): string {
  const distance = Math.abs(now - at)
  if (distance < 2 * SECOND) return 'just now'
  if (distance > 30 * DAY) return new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' })
  const unit = UNITS.find((candidate) => distance >= candidate.ms) ?? UNITS[3]
  const words = `${Math.floor(distance / unit.ms)} ${unit.short}`
  return at <= now ? `${words} ago` : `in ${words}`
}

// Making one takes longer than a row of a table; so there is one.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

/** The exact moment in the reader's own zone and manner, with seconds and zone. */
export function exactWords(at: number): string {
  return exact.format(at)
}
