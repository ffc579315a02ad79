import 'server-only'
import { RANGE_MS, type SpanQuery } from '@/lib/domain/api/health'
import { AppError } from '@/lib/kit/app-error'
import { ceilTo, DAY, floorTo, HOUR, KEEP_MS, MINUTE, type Rollup } from './tiers'

/** How long a bucket may be: what divides a day, and whole days. */
const STEPS_MS = [
  ...[10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 224, 448].map((days) => days * DAY),
]
/** Single checks are promised for so long. */
export const RAW_MS = DAY

/**
 * Buckets from `from` on, in milliseconds since the epoch; the last one ends at `to`, and may not be over. They begin on
 * whole UTC steps, of their own length as long as that is short within the span.
 */
export interface Buckets {
  from: number
  to: number
  bucketMs: number
}

/** With fewer buckets, whole steps of their length would take in, or leave out, much of the time beside the span. */
const FINE = 24

/**
 * The buckets of a query: at most so many, no finer than what is kept of that time. Throws `bad-input` for a span that
 * is none.
 */
export function bucketsOf(query: SpanQuery, most: number, now: number, finestMs = 0): Buckets {
  const to = Math.min(query.to === undefined ? now : Date.parse(query.to), now)
  const asked = query.from === undefined ? to - RANGE_MS[query.range] : Date.parse(query.from)
  if (asked >= to) {
    const why = asked >= now ? 'it has not begun' : 'its end is not after its beginning'
    throw new AppError(
      'bad-input',
      `There is no history of that span: ${why}. Set "from" before "to" and now`,
    )
  }
  const from = Math.max(asked, floorTo(now - KEEP_MS.day, DAY))
  const least = Math.max(finestMs, finestKept(from, now))
  const fineMs = STEPS_MS.findLast((step) => step <= (to - from) / FINE) ?? 0
  const all = STEPS_MS.filter((step) => step >= least).map((bucketMs) => {
    const gridMs = Math.max(Math.min(bucketMs, fineMs, DAY), least, STEPS_MS[0] ?? 0)
    const end = ceilTo(to, gridMs)
    // What ends now moves with the clock: its oldest part goes when the newest has just begun.
    const whole = Math.max(gridMs, floorTo(to - from, gridMs))
    return { from: query.from === undefined ? end - whole : floorTo(from, gridMs), to: end, bucketMs }
  })
  const fitting = all.find((buckets) => countOf(buckets) <= most)
  if (!fitting) throw new Error('A step is longer than all that is kept')
  return fitting
}

export function countOf({ from, to, bucketMs }: Buckets): number {
  return Math.ceil((to - from) / bucketMs)
}

/** How fine is what is still kept of that time. */
function finestKept(at: number, now: number): number {
  if (at >= now - RAW_MS) return 0
  if (at >= now - KEEP_MS.minute) return MINUTE
  return at >= now - KEEP_MS.hour ? HOUR : DAY
}

/** The coarsest summaries that the buckets can be made from. */
export function tierFor({ from, bucketMs }: Buckets): Rollup {
  const fits = (slotMs: number) => from % slotMs === 0 && bucketMs % slotMs === 0
  return fits(DAY) ? 'day' : fits(HOUR) ? 'hour' : 'minute'
}
