import 'server-only'
import { z } from 'zod'
import { failureSchema, verdictSchema } from '@/lib/domain/connection'
import { checkOriginSchema, checkOutcomeSchema } from '@/lib/domain/health'
import type { HealthState } from '@/lib/health/health-state'

/** What has no column of its own; times are milliseconds since the epoch. */
const restSchema = z.object({
  streak: z.object({ of: z.enum(['answered', 'failed', 'refused']), count: z.number() }),
  trend: z.object({ is: z.enum(['well', 'ill']), count: z.number() }),
  unrest: z.number(),
  isFlapping: z.boolean(),
  isFresh: z.boolean(),
  last: z
    .object({
      at: z.number(),
      durationMs: z.number().nullable(),
      outcome: checkOutcomeSchema,
      reason: failureSchema,
      origin: checkOriginSchema,
      verdict: verdictSchema,
    })
    .nullable(),
})

export interface HealthRow {
  name: string
  verdict: string
  reason: unknown
  since: Date
  state: unknown
  nextAt: Date | null
  replica: string
  savedAt: Date
}

export interface StoredHealth {
  name: string
  state: HealthState
  /** Milliseconds since the epoch; null when no check is due. */
  nextAt: number | null
  replica: string
  /** By the database's clock, in milliseconds since the epoch. */
  savedAt: number
}

/** One of another version of this program is passed over: the server is checked anew. */
export function toStoredHealth(row: HealthRow): StoredHealth[] {
  const rest = restSchema.safeParse(row.state)
  const verdict = verdictSchema.safeParse(row.verdict)
  const reason = failureSchema.safeParse(row.reason)
  if (!rest.success || !verdict.success || !reason.success) return []
  return [
    {
      name: row.name,
      state: { ...rest.data, verdict: verdict.data, reason: reason.data, since: row.since.getTime() },
      nextAt: row.nextAt?.getTime() ?? null,
      replica: row.replica,
      savedAt: row.savedAt.getTime(),
    },
  ]
}

/** As `json_to_recordset` reads it. */
export function toRecord({ name, state, nextAt }: Omit<StoredHealth, 'replica' | 'savedAt'>) {
  const { verdict, reason, since, ...rest } = state
  return {
    ...{ name, verdict, reason, state: rest },
    since: new Date(since).toISOString(),
    next_at: nextAt === null ? null : new Date(nextAt).toISOString(),
  }
}
