import 'server-only'
import { type BackoffPolicy, backoffDelayMs } from '@/lib/kit/backoff'

const LONGEST_MS = 60_000

/** RFC 9110, section 10.2.3: seconds, or a date; undefined for neither. In ms from `now`, a minute at most. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const seconds = Number(header)
  const delay = Number.isFinite(seconds) && header.trim() !== '' ? seconds * 1_000 : Date.parse(header) - now
  return Number.isNaN(delay) ? undefined : Math.min(LONGEST_MS, Math.max(0, delay))
}

/** Before try number `attempt` (1 = the first retry): what the provider asks for, if that is longer than ours. */
export function delayBeforeRetry(
  policy: BackoffPolicy,
  { attempt, asked, random }: { attempt: number; asked: number | undefined; random: () => number },
): number {
  return Math.max(asked ?? 0, backoffDelayMs(policy, attempt, random))
}
