import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import type { IncidentGroup } from '@/lib/domain/incident'
import type { Queries } from './database'
import type { ClosedGroup, ToldIncidents } from './incidents'

/** A group that goes on. */
export interface GroupRow {
  id: string
  cause: Failure
  /** Of its servers when it was told of. */
  tags: string[]
  openedAt: string
  /** When its newest incident was due, ISO. */
  newestAt: string
}

interface Row {
  id: string
  cause: unknown
  tags: string[]
  opened_at: Date
  closed_at: Date | null
  newest_at: Date
  servers: bigint
  open: bigint
}

/** What happens in a row of `incident_group`, within the transaction that decides it. */
export const groupRows = {
  async open(queries: Queries): Promise<GroupRow[]> {
    const rows = await queries.$queryRaw<Row[]>`
      SELECT g.id::text, g.cause, g.tags, g.opened_at, max(i.due_at) AS newest_at
      FROM incident_group g JOIN incident i ON i.group_id = g.id
      WHERE g.closed_at IS NULL GROUP BY g.id`
    return rows.map(toRow)
  },

  async write(queries: Queries, { made, joined }: ToldIncidents): Promise<void> {
    for (const { id, cause, tags, openedAt } of made) {
      await queries.$executeRaw`
        INSERT INTO incident_group (id, cause, tags, opened_at)
        VALUES (${id}::uuid, ${JSON.stringify(cause)}::json, ${[...tags]}::text[], ${openedAt}::timestamptz)`
    }
    for (const { group, members } of [...made.map((one) => ({ ...one, group: one.id })), ...joined]) {
      await queries.$executeRaw`
        UPDATE incident SET group_id = ${group}::uuid WHERE id = ANY(${[...members]}::uuid[])`
    }
  },

  /** Those whose last incident is over. */
  async close(queries: Queries): Promise<ClosedGroup[]> {
    const rows = await queries.$queryRaw<Row[]>`
      UPDATE incident_group SET closed_at = over.closed_at
      FROM (SELECT group_id, max(closed_at) AS closed_at, max(due_at) AS newest_at, count(*) AS servers
            FROM incident WHERE group_id IN (SELECT id FROM incident_group WHERE closed_at IS NULL)
            GROUP BY group_id HAVING bool_and(closed_at IS NOT NULL)) AS over
      WHERE id = over.group_id
      RETURNING id::text, cause, tags, opened_at, incident_group.closed_at, newest_at, servers`
    return rows.map((row) => ({
      ...toRow(row),
      closedAt: (row.closed_at ?? row.newest_at).toISOString(),
      servers: Number(row.servers),
    }))
  },
}

/** With how many incidents they have, and how many of those go on. */
export async function incidentGroups(queries: Queries, ids: readonly string[]): Promise<IncidentGroup[]> {
  if (ids.length === 0) return []
  const rows = await queries.$queryRaw<Row[]>`
    SELECT g.id::text, g.cause, g.opened_at, g.closed_at, count(i.id) AS servers,
      count(i.id) FILTER (WHERE i.closed_at IS NULL) AS open
    FROM incident_group g LEFT JOIN incident i ON i.group_id = g.id
    WHERE g.id = ANY(${[...new Set(ids)]}::uuid[]) GROUP BY g.id`
  return rows.map((row) => ({
    id: row.id,
    cause: row.cause as Failure,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    servers: Number(row.servers),
    open: Number(row.open),
  }))
}

/** Only this file writes the table. */
function toRow(row: Row): GroupRow {
  return {
    id: row.id,
    cause: row.cause as Failure,
    tags: row.tags,
    openedAt: row.opened_at.toISOString(),
    newestAt: row.newest_at.toISOString(),
  }
}
