import 'server-only'
import type { Range, SpanQuery } from '@/lib/domain/api/health'
import { AppError } from '@/lib/kit/app-error'
import { ceilTo, DAY, floorTo, HOUR, KEEP_MS, MINUTE, type Rollup } from './tiers'

export const RANGE_MS: Record<Range, number> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
}

/** How long a bucket may be: what divides a day, and whole days. */
const STEPS_MS = [
  ...[10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 224, 448].map((days) => days * DAY),
]
/** Single checks are promised for so long. */
export const RAW_MS = DAY

/** Whole buckets from `from` until before `to`, milliseconds since the epoch; the last one may not be over. */
export interface Buckets {
  from: number
  to: number
  bucketMs: number
}

/**
 * The buckets of a query: at most so many, no finer than what is kept of that time, on whole UTC steps. Throws
 * `bad-input` for a span that is none.
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
  for (const bucketMs of STEPS_MS) {
    if (bucketMs < least) continue
    const end = ceilTo(to, bucketMs)
    // What ends now moves with the clock: its oldest bucket is dropped when the newest has just begun.
    const begin =
      query.from === undefined
        ? Math.max(floorTo(from, bucketMs), end - wholeSteps(to - from, bucketMs))
        : floorTo(from, bucketMs)
    if ((end - begin) / bucketMs <= most) return { from: begin, to: end, bucketMs }
  }
  const bucketMs = STEPS_MS.at(-1) ?? DAY
  return { from: ceilTo(to, bucketMs) - bucketMs, to: ceilTo(to, bucketMs), bucketMs }
}

function wholeSteps(spanMs: number, stepMs: number): number {
  return Math.max(1, Math.floor(spanMs / stepMs)) * stepMs
}

/** How fine is what is still kept of that time. */
function finestKept(at: number, now: number): number {
  if (at >= now - RAW_MS) return 0
  if (at >= now - KEEP_MS.minute) return MINUTE
  return at >= now - KEEP_MS.hour ? HOUR : DAY
}

/** The coarsest summaries that buckets of this length can be made from. */
export function tierFor(bucketMs: number): Rollup {
  if (bucketMs % DAY === 0) return 'day'
  return bucketMs % HOUR === 0 ? 'hour' : 'minute'
}
