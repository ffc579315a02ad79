import 'server-only'
import type { Verdict } from '@/lib/domain/connection'
import type { CheckOutcome } from '@/lib/domain/health'

/** How the checking itself goes. */
export interface HealthStats {
  /** Checks since the start. */
  swept: number
  /** What they came to, those of connections and persons included. */
  outcomes: Record<CheckOutcome, number>
  /** Of all servers known. */
  perVerdict: Record<Verdict, number>
  /** From when a check was due to when it began, over the last minute; null before the first. */
  lagMs: { p50: number | null; p99: number | null; max: number | null }
  /** Checks under way. */
  running: number
  shards: { total: number; held: number }
  /** Checks that are done and not stored yet, and those that were given up. */
  unsaved: number
  lost: number
  /** Why the newest write failed; null when it did not. */
  storeError: string | null
}
