import 'server-only'
import { Cron } from 'croner'
import type { Schedule } from '@/lib/domain/incident'

type Recurring = Extract<Schedule, { kind: 'recurring' }>

/** A stretch of time, in milliseconds since the epoch; `to` is the first moment after it. */
export interface Span {
  from: number
  to: number
}

const MINUTE_MS = 60_000

/**
 * When a schedule holds between two times, oldest first and cut to them; what overlaps or follows without a pause is one
 * span. A span lasts as long as it is told to, also across a change of the clocks. One that would begin in the hour that
 * the clocks leave out begins when that hour is over; in an hour that comes twice it begins once.
 */
export function spansOf(schedule: Schedule, from: number, to: number): Span[] {
  const spans =
    schedule.kind === 'once'
      ? [{ from: Date.parse(schedule.from), to: Date.parse(schedule.to) }]
      : recurring(schedule, from, to)
  return merged(spans.map((span) => cut(span, { from, to })).filter((span) => span.from < span.to))
}

/** Overlapping and back-to-back ones joined. Takes them in the order of their beginnings. */
export function merged(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else joined.push({ ...span })
  }
  return joined
}

/** The spans to come, the one that holds at `from` included whole; fewer when there are no more. */
export function nextSpans(schedule: Schedule, from: number, count: number): Span[] {
  if (schedule.kind === 'once') {
    return spansOf(schedule, -Infinity, Infinity).filter(({ to }) => to > from)
  }
  const found: Span[] = []
  const cron = cronOf(schedule)
  const lasts = schedule.durationMinutes * MINUTE_MS
  let after = Math.max(from - lasts, Date.parse(schedule.from ?? '1970-01-01T00:00:00Z') - 1)
  // The guard is for windows that never end: each of their runs only makes the last span longer.
  for (let runs = 0; runs < 200 + count && found.length <= count; runs += 1) {
    const run = cron.nextRun(new Date(after))?.getTime()
    if (run === undefined) break
    const span = within({ from: run, to: run + lasts }, schedule)
    if (span.from >= span.to) break
    const last = found.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else if (span.to > from) found.push(span)
    after = run
  }
  return found.slice(0, count)
}

/** Throws croner's own error for an expression or a timezone that is none. */
export function cronOf({ cron, timezone }: Pick<Recurring, 'cron' | 'timezone'>): Cron {
  // `no-wildcard`, so that "2:30 and 14:30" is treated over a change of the clocks as each of them alone.
  return new Cron(cron, { timezone, mode: '5-part', paused: true, fixedTimeRule: 'no-wildcard' })
}

function recurring(schedule: Recurring, from: number, to: number): Span[] {
  const cron = cronOf(schedule)
  const lasts = schedule.durationMinutes * MINUTE_MS
  const spans: Span[] = []
  let after = Math.max(from - lasts, Date.parse(schedule.from ?? '1970-01-01T00:00:00Z') - 1)
  for (;;) {
    const run = cron.nextRun(new Date(after))?.getTime()
    if (run === undefined || run >= to) return spans
    spans.push(within({ from: run, to: run + lasts }, schedule))
    after = run
  }
}

/** Neither before the schedule's own limits nor after them. */
function within(span: Span, { from, until }: Recurring): Span {
  return cut(span, {
    from: from === undefined ? -Infinity : Date.parse(from),
    to: until === undefined ? Infinity : Date.parse(until),
  })
}

function cut(span: Span, { from, to }: Span): Span {
  return { from: Math.max(span.from, from), to: Math.min(span.to, to) }
}
