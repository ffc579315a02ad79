import 'server-only'
import type { z } from 'zod'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { CheckOutcome, checkOriginSchema } from '@/lib/domain/health'

/** What a check has found, before anybody has drawn a conclusion from it. */
export interface Finding {
  /** When that was known, in milliseconds since the epoch. */
  at: number
  /** Null where nothing was waited for. */
  durationMs: number | null
  outcome: CheckOutcome
  reason: Failure
  origin: z.infer<typeof checkOriginSchema>
  /** How many looks it stands for: two requests that both went unanswered are two. `all` settles it by itself. */
  weight: number | 'all'
}

export type LastCheck = Omit<Finding, 'weight'> & { verdict: Verdict }

/** What is thought of a server, and all that the next finding is judged by. It survives restarts. */
export interface HealthState {
  verdict: Verdict
  reason: Failure
  /** Since when it has this verdict, in milliseconds since the epoch. */
  since: number
  /** What came last, and how often in a row. */
  streak: { of: 'answered' | 'failed' | 'refused'; count: number }
  /** How long everything was right, or something was not, counted in looks. */
  trend: { is: 'well' | 'ill'; count: number }
  /** How often it has changed lately: one for each change, halved with time. */
  unrest: number
  isFlapping: boolean
  /** Nothing is known of it as it is declared now, so that the first answer counts at once. */
  isFresh: boolean
  last: LastCheck | null
}

export const NOT_CHECKED: Failure = { code: 'not-checked', message: 'It was not checked yet' }

export function unknownState(at: number, reason: Failure = NOT_CHECKED): HealthState {
  return {
    ...{ verdict: 'unknown', reason, since: at, last: null },
    ...{ streak: { of: 'answered', count: 0 }, trend: { is: 'well', count: 0 } },
    ...{ unrest: 0, isFlapping: false, isFresh: true },
  }
}

export function lastCheckOf(
  { at, durationMs, outcome, reason, origin }: Finding,
  verdict: Verdict,
): LastCheck {
  return { at, durationMs, outcome, reason, origin, verdict }
}
