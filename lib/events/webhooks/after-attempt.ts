import 'server-only'
import { backoffDelayMs } from '@/lib/kit/backoff'

/** What a receiver made of one attempt. */
export interface Answered {
  isDelivered: boolean
  /** Of HTTP; null when there was no answer. */
  status: number | null
  error: string | null
  durationMs: number
  /** The receiver asked not to be tried again before; null when it did not. */
  retryAfterMs: number | null
}

export interface Standing {
  /** Made so far, this one included. */
  attempts: number
  /** It is tried for a day from here; ms. */
  since: number
  now: number
}

export type Next = { state: 'delivered' } | { state: 'dead' } | { state: 'waiting'; at: number }

/** A delivery that failed for so long is given up. */
export const GIVE_UP_MS = 24 * 3_600_000
const RETRY = { firstDelayMs: 5_000, maxDelayMs: 3_600_000 }

/** What becomes of a delivery after an attempt. The last one is made when its day is over, not before. */
export function afterAttempt(
  answered: Answered,
  { attempts, since, now }: Standing,
  random: () => number,
): Next {
  if (answered.isDelivered) return { state: 'delivered' }
  const end = since + GIVE_UP_MS
  if (now >= end) return { state: 'dead' }
  const delayMs = backoffDelayMs(RETRY, attempts, random)
  const askedMs = Math.min(answered.retryAfterMs ?? 0, RETRY.maxDelayMs)
  return { state: 'waiting', at: Math.min(now + Math.max(delayMs, askedMs), end) }
}
