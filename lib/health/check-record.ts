import 'server-only'
import type { z } from 'zod'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { CheckOutcome, checkOriginSchema } from '@/lib/domain/health'

/** One check as it is kept: what was found, and what the server was taken for from then on. */
export interface CheckRecord {
  server: string
  /** Milliseconds since the epoch. */
  at: number
  /** Kept to a tenth of a millisecond; null where nothing was waited for. */
  durationMs: number | null
  outcome: CheckOutcome
  /** After this check. */
  verdict: Verdict
  reason: Failure
  origin: z.infer<typeof checkOriginSchema>
  /** It happened in a maintenance window. */
  maintenance: boolean
  /**
   * For how long the verdict counts when no further check comes: until the next one is surely overdue. What is later
   * than that was not watched. Kept to a second, rounded up.
   */
  holdsMs: number
}
