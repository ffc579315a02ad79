import 'server-only'
import type { ServerHealth } from '@/lib/domain/api/health'
import type { Check } from '@/lib/domain/health'
import type { HistoryStore } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { type Past, seamOf, summariesOf } from './past'
import { type Buckets, countOf, RAW_MS, tierFor } from './span'
import { emptySummary, rounded, toBucket } from './summary'

/** The newest of a span, when there are more. */
const MOST_CHECKS = 3_000

export type Series = Pick<ServerHealth, 'from' | 'to' | 'resolution' | 'bucketMs' | 'buckets' | 'checks'>

/** A server's past in buckets without gaps, and its single checks where all of the span are still there. */
export async function readSeries(
  store: HistoryStore,
  past: Past,
  buckets: Buckets,
  now: number,
): Promise<Series> {
  const { from, to, bucketMs } = buckets
  const tier = tierFor(buckets)
  const summaries = await summariesOf(store, past, buckets, { tier, now })
  const places = Array.from({ length: countOf(buckets) }, (_, place) => place)
  return {
    from: new Date(from).toISOString(),
    to: new Date(Math.min(to, now)).toISOString(),
    resolution: seamOf(past, from) === from ? 'raw' : tier,
    bucketMs,
    buckets: places.map((place) => toBucket(from + place * bucketMs, summaries.get(place) ?? emptySummary())),
    checks: from >= now - RAW_MS - bucketMs ? checksIn(past.checks, from, to) : [],
  }
}

function checksIn(checks: readonly CheckRecord[], from: number, to: number): Check[] {
  return checks
    .filter(({ at }) => at >= from && at < to)
    .slice(-MOST_CHECKS)
    .map(toCheck)
}

function toCheck({ at, durationMs, outcome, verdict, reason, origin }: CheckRecord): Check {
  return {
    at: new Date(at).toISOString(),
    durationMs: rounded(durationMs),
    ...{ outcome, verdict, reason, origin },
  }
}
