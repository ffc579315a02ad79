import 'server-only'
import { type BackoffPolicy, backoffDelayMs } from '@/lib/kit/backoff'
import type { Source } from './source'

/** After a failure, and before a broken watch is begun again. */
export const RETRY: BackoffPolicy = { firstDelayMs: 1_000, maxDelayMs: 60_000 }
/** A watch that lasted so long was sound: when it ends, the next begins soon. */
export const STEADY_WATCH_MS = 60_000

/**
 * In how many ms a source runs again by itself; undefined when only its watch or a person starts it. An interval varies
 * by a twentieth either way, so that what was started together does not stay together.
 */
export function nextRunInMs(
  { everyMs, retryMs }: Pick<Source, 'everyMs' | 'retryMs'>,
  failures: number,
  random: () => number,
): number | undefined {
  if (failures > 0 && retryMs === undefined) return backoffDelayMs(RETRY, failures, random)
  const pauseMs = failures > 0 ? retryMs : everyMs
  return pauseMs === undefined ? undefined : Math.round(pauseMs * (0.95 + 0.1 * random()))
}

/** How many runs in a row have failed; one that was cancelled tells nothing. */
export function failuresAfter(before: number, state: 'succeeded' | 'failed' | 'cancelled'): number {
  if (state === 'cancelled') return before
  return state === 'failed' ? before + 1 : 0
}

/** A storm of changes takes at most two thirds of the time for runs, and a change waits for at most 200 ms. */
export function pauseBetweenRunsMs(lastDurationMs: number): number {
  return Math.min(200, Math.max(20, lastDurationMs / 2))
}
