import 'server-only'
import type { BackoffPolicy } from '@/lib/kit/backoff'

/** In ms. */
export interface Timings {
  /** For one answer of the API server, from asking to its last byte; of a watch, to its head. */
  requestMs: number
  /** The API server ends a watch after so long, or up to a fifth sooner, so that they don't all end together. */
  watchMs: number
  /** A watch that the API server has not ended so long after that, and on which nothing came, is taken for dead. */
  silenceMs: number
  /** A watch that ended sooner counts as failed. */
  stableMs: number
  /** Between two looks for a kind that the cluster lacks. */
  probeMs: number
  /** Credentials are read anew after a refusal, but not more often than this. */
  renewMs: number
  /** How long a run waits for first lists; those that are slower are told as unreadable, and follow. */
  firstListMs: number
  /** Changes within so long are told as one. */
  coalesceMs: number
  retry: BackoffPolicy
}

export const DEFAULT_TIMINGS: Timings = {
  requestMs: 30_000,
  watchMs: 240_000,
  silenceMs: 15_000,
  stableMs: 1_000,
  probeMs: 10_000,
  renewMs: 5_000,
  firstListMs: 15_000,
  coalesceMs: 50,
  retry: { firstDelayMs: 500, maxDelayMs: 30_000 },
}
