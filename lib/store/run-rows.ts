import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import { NO_COUNTS, type Run, type RunDetail } from '@/lib/domain/discovery'
import { Prisma } from '@/prisma/generated/client'

/** A run as replicas see it: beside what people see, who does it. */
export interface StoredRun extends Run {
  /** The replica that alone can do it; empty when any may. */
  place: string
  replica: string | null
  cancelAsked: boolean
  /** How many runs in a row have failed, this one included. */
  failures: number
  nextAt: string | null
}

/** All that a list needs; problems and changes may be long. */
export const HEAD_COLUMNS = Prisma.sql`id::text, source, trigger, dry_run, state, place, replica, requested_at,
  started_at, finished_at, next_at, cancel_asked, failures, counts, error`

export interface RunRow {
  id: string
  source: string
  trigger: string
  dry_run: boolean
  state: string
  place: string
  replica: string | null
  requested_at: Date
  started_at: Date | null
  finished_at: Date | null
  next_at: Date | null
  cancel_asked: boolean
  failures: number
  counts: unknown
  error: unknown
  problems?: unknown
  diff?: unknown
}

/** Only `RunStore` writes the table, and what it writes is of these types. */
export function toRun(row: RunRow): StoredRun {
  return {
    id: row.id,
    source: row.source,
    trigger: row.trigger as Run['trigger'],
    dryRun: row.dry_run,
    state: row.state as Run['state'],
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs:
      row.started_at && row.finished_at ? row.finished_at.getTime() - row.started_at.getTime() : null,
    counts: { ...NO_COUNTS, ...(row.counts as Partial<Run['counts']>) },
    error: row.error as Failure | null,
    place: row.place,
    replica: row.replica,
    cancelAsked: row.cancel_asked,
    failures: row.failures,
    nextAt: row.next_at?.toISOString() ?? null,
  }
}

export function toDetail(row: RunRow): StoredRun & RunDetail {
  return {
    ...toRun(row),
    problems: row.problems as RunDetail['problems'],
    diff: { added: [], changed: [], removed: [], shadowed: [], ...(row.diff as Partial<RunDetail['diff']>) },
  }
}
