const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 7, 14, 30].map((days) => days * DAY),
]

export interface Tick {
  at: number
  label: string
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' })

/** Round times of the reader's own clock within a span, at most so many. */
export function ticksOf(from: number, to: number, most: number): Tick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? (to - from) / Math.max(1, most)
  const ticks: Tick[] = []
  // Whole hours and days are those of the reader's zone; with summer time they may shift by an hour within a span.
  const offset = new Date(from).getTimezoneOffset() * MINUTE
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    ticks.push({ at, label: step >= DAY || isMidnight(at) ? day.format(at) : clock.format(at) })
  }
  return ticks
}

function isMidnight(at: number): boolean {
  const date = new Date(at)
  return date.getHours() === 0 && date.getMinutes() === 0
}

/** A stretch of time as a person says it: "Tue 18 Nov, 14:00 to 14:15"; whole days without their hours. */
export function stretchWords(from: number, to: number): string {
  const lastsDays = to - from >= DAY
  if (lastsDays && isMidnight(from)) {
    return to - from < 2 * DAY ? weekday.format(from) : `${weekday.format(from)} to ${weekday.format(to)}`
  }
  const start = `${weekday.format(from)}, ${clock.format(from)}`
  const sameDay = weekday.format(from) === weekday.format(to)
  return `${start} to ${sameDay ? '' : `${weekday.format(to)}, `}${clock.format(to)}`
}
