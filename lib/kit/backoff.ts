export interface BackoffPolicy {
  /** Upper bound of the first delay, in ms. */
  firstDelayMs: number
  /** Upper bound of any delay, in ms. */
  maxDelayMs: number
}

/**
 * Delay before try number `attempt` (1 = the first retry), in ms: exponential with full jitter,
 * uniform in [0, min(cap, first * 2^(attempt-1))], but never under a tenth of that bound so that a retry is visible.
 * Source: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoffDelayMs(policy: BackoffPolicy, attempt: number, random: () => number): number {
  const bound = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(bound * Math.max(0.1, random()))
}
