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
  const matching = conditions(query, taggedServers)
  const from = cursor === undefined ? undefined : readCursor(cursor)
  const after = from
    ? Prisma.sql`WHERE (opened_at, page.id) < (${from.at}::timestamptz, ${from.id}::uuid)`
    : Prisma.empty
  const [rows, [counted]] = await Promise.all([
    db.run(
      (queries) => queries.$queryRaw<IncidentRow[]>`
        SELECT ${INCIDENT_COLUMNS} FROM (${fold ? newestOfGroups(matching) : all(matching)}) AS page ${after}
        ORDER BY opened_at DESC, page.id DESC LIMIT ${limit + 1}`,
    ),
    db.run(
      (queries) => queries.$queryRaw<{ total: bigint }[]>`
        SELECT count(DISTINCT ${fold ? ONE : Prisma.sql`id`}) AS total FROM incident WHERE ${matching}`,
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

/** What counts as one when groups are folded. */
const ONE = Prisma.sql`coalesce(group_id, id)`

function all(matching: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT * FROM incident WHERE ${matching}`
}

/** One row stands for its group: the newest of those that match. In one pass, as a group may have ten thousand. */
function newestOfGroups(matching: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT * FROM incident WHERE id IN (
    SELECT DISTINCT ON (${ONE}) id FROM incident WHERE ${matching} ORDER BY ${ONE}, opened_at DESC, id DESC)`
}

const OPEN = Prisma.sql`closed_at IS NULL`
const CLOSED = Prisma.sql`closed_at IS NOT NULL`

function conditions(
  { state, server, tag, severity, group, from, to }: IncidentsQuery,
  taggedServers: readonly string[],
): Prisma.Sql {
  const found = [Prisma.sql`true`]
  if (state !== 'all') found.push(state === 'open' ? OPEN : CLOSED)
  if (server) found.push(Prisma.sql`server = ANY(${server}::text[])`)
  if (tag) {
    found.push(Prisma.sql`(tags && ${tag}::text[] OR server = ANY(${[...taggedServers]}::text[]))`)
  }
  if (severity) found.push(Prisma.sql`severity = ANY(${severity}::text[])`)
  if (group !== undefined) found.push(Prisma.sql`group_id = ${group}::uuid`)
  if (from !== undefined) {
    found.push(Prisma.sql`(closed_at IS NULL OR closed_at >= ${from}::timestamptz)`)
  }
  if (to !== undefined) found.push(Prisma.sql`opened_at <= ${to}::timestamptz`)
  return Prisma.join(found, ' AND ')
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
