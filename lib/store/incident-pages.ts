import 'server-only'
import type { IncidentsQuery } from '@/lib/domain/api/incidents'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { INCIDENT_COLUMNS, type IncidentRow, type StoredIncident, toStored } from './incident-rows'

export interface IncidentPage {
  items: StoredIncident[]
  nextCursor: string | null
  total: number
}

/**
 * Newest first. `taggedServers` are those that have one of the query's tags now, beside the incidents whose server had
 * one then. Throws `bad-input` for a cursor that was not made here.
 */
export async function pageOfIncidents(
  db: Database,
  query: IncidentsQuery,
  taggedServers: readonly string[],
): Promise<IncidentPage> {
  const { limit, cursor, fold } = query
  const matching = conditions('one', query, taggedServers)
  const matched = fold ? Prisma.sql`${matching} AND ${isNewestOfGroup(query, taggedServers)}` : matching
  const from = cursor === undefined ? undefined : readCursor(cursor)
  const after = from
    ? Prisma.sql`AND (one.opened_at, one.id) < (${from.at}::timestamptz, ${from.id}::uuid)`
    : Prisma.empty
  const [rows, [counted]] = await Promise.all([
    db.run(
      (queries) => queries.$queryRaw<IncidentRow[]>`
        SELECT ${INCIDENT_COLUMNS} FROM incident AS one WHERE ${matched} ${after}
        ORDER BY one.opened_at DESC, one.id DESC LIMIT ${limit + 1}`,
    ),
    db.run(
      (queries) => queries.$queryRaw<{ total: bigint }[]>`
        SELECT count(*) AS total FROM incident AS one WHERE ${matched}`,
    ),
  ])
  const items = rows.slice(0, limit).map(toStored)
  const last = items.at(-1)
  return {
    items,
    nextCursor: last && rows.length > limit ? writeCursor(last) : null,
    total: Number(counted?.total ?? 0),
  }
}

/** One row stands for its group: the newest of those that match. */
function isNewestOfGroup(query: IncidentsQuery, taggedServers: readonly string[]): Prisma.Sql {
  return Prisma.sql`(one.group_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM incident AS other WHERE other.group_id = one.group_id
      AND (other.opened_at, other.id) > (one.opened_at, one.id) AND ${conditions('other', query, taggedServers)}))`
}

function conditions(
  alias: 'one' | 'other',
  { state, server, tag, severity, group, from, to }: IncidentsQuery,
  taggedServers: readonly string[],
): Prisma.Sql {
  const column = (name: string) => Prisma.raw(`${alias}.${name}`)
  const all = [Prisma.sql`true`]
  if (state !== 'all') {
    all.push(Prisma.sql`(${column('closed_at')} IS NULL) = ${state === 'open'}`)
  }
  if (server) all.push(Prisma.sql`${column('server')} = ANY(${server}::text[])`)
  if (tag) {
    all.push(Prisma.sql`(${column('tags')} && ${tag}::text[]
      OR ${column('server')} = ANY(${[...taggedServers]}::text[]))`)
  }
  if (severity) all.push(Prisma.sql`${column('severity')} = ANY(${severity}::text[])`)
  if (group !== undefined) all.push(Prisma.sql`${column('group_id')} = ${group}::uuid`)
  if (from !== undefined) {
    all.push(Prisma.sql`(${column('closed_at')} IS NULL OR ${column('closed_at')} >= ${from}::timestamptz)`)
  }
  if (to !== undefined) all.push(Prisma.sql`${column('opened_at')} <= ${to}::timestamptz`)
  return Prisma.join(all, ' AND ')
}

function writeCursor({ openedAt, id }: StoredIncident): string {
  return Buffer.from(`${openedAt} ${id}`).toString('base64url')
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new AppError('bad-input', 'This cursor was not made here; start again without one')
  }
  return { at, id }
}
