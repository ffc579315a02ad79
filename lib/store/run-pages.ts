import 'server-only'
import type { RunState } from '@/lib/domain/discovery'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { HEAD_COLUMNS, type RunRow, type StoredRun, toRun } from './run-rows'

export interface RunsQuery {
  source?: string | undefined
  state?: readonly RunState[] | undefined
  /** Only what changed something, had errors, or failed. */
  telling?: boolean | undefined
  limit: number
  cursor?: string | undefined
}

export interface RunPage {
  items: StoredRun[]
  nextCursor: string | null
  total: number
}

/** Newest first. Throws `bad-input` for a cursor that was not made here. */
export async function pageOfRuns(db: Database, { limit, cursor, ...filter }: RunsQuery): Promise<RunPage> {
  const matching = conditions(filter)
  const from = cursor === undefined ? undefined : readCursor(cursor)
  const after = from
    ? Prisma.sql`AND (requested_at, id) < (${from.at}::timestamptz, ${from.id}::uuid)`
    : Prisma.empty
  const [rows, [counted]] = await Promise.all([
    db.run(
      (queries) => queries.$queryRaw<RunRow[]>`
        SELECT ${HEAD_COLUMNS} FROM source_run WHERE ${matching} ${after}
        ORDER BY requested_at DESC, source_run.id DESC LIMIT ${limit + 1}`,
    ),
    db.run(
      (queries) => queries.$queryRaw<{ total: bigint }[]>`
        SELECT count(*) AS total FROM source_run WHERE ${matching}`,
    ),
  ])
  const items = rows.slice(0, limit).map(toRun)
  const last = items.at(-1)
  return {
    items,
    nextCursor: last && rows.length > limit ? writeCursor(last) : null,
    total: Number(counted?.total ?? 0),
  }
}

function conditions({ source, state, telling }: Omit<RunsQuery, 'limit' | 'cursor'>): Prisma.Sql {
  const all = [Prisma.sql`true`]
  if (source !== undefined) all.push(Prisma.sql`source = ${source}`)
  if (state) all.push(Prisma.sql`state = ANY(${[...state]}::text[])`)
  if (telling) all.push(Prisma.sql`(telling OR state IN ('queued', 'running'))`)
  return Prisma.join(all, ' AND ')
}

function writeCursor({ requestedAt, id }: StoredRun): string {
  return Buffer.from(`${requestedAt} ${id}`).toString('base64url')
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new AppError('bad-input', 'This cursor was not made here; start again without one')
  }
  return { at, id }
}
