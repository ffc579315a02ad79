import 'server-only'
import { randomUUID } from 'node:crypto'
import type { IncidentsQuery } from '@/lib/domain/api/incidents'
import type { Failure } from '@/lib/domain/connection'
import type { FeedEntry } from '@/lib/domain/event'
import type { Incident, IncidentGroup } from '@/lib/domain/incident'
import type { Happening } from '@/lib/events/writer'
import type { Database, Queries } from './database'
import { appendWithin } from './events'
import { groupRows, incidentGroups, type GroupRow } from './incident-groups'
import { type IncidentPage, pageOfIncidents } from './incident-pages'
import { INCIDENT_COLUMNS, type IncidentRow, type StoredIncident, toStored } from './incident-rows'
import { type StoredVerdict, storedVerdicts } from './incident-verdicts'
import { insertIncidents, tellReplicas, updateIncidents } from './incident-writes'
import { lockUntilCommit } from './locks'

/**
 * Told of each change: `{ from, servers }`, the process that has made it and whose incidents have changed; `servers` is null
 * when they are too many to name.
 */
export const INCIDENTS_CHANNEL = 'portolan_incidents'

/** What is known when it is decided what becomes of incidents. */
export interface KnownIncidents {
  /** By server. */
  open: Map<string, StoredIncident>
  /** How many of a server's incidents have ended since the time asked for; none is 0. */
  lately: Map<string, number>
}

interface Changes {
  inserted: readonly StoredIncident[]
  updated: readonly StoredIncident[]
  news: readonly Happening[]
}

/** Incidents that nobody was told of, and what they may have begun together with. */
export interface Untold {
  untold: StoredIncident[]
  /** Open, told, in no group, and due within `withinMs` of one that is untold. */
  near: StoredIncident[]
  groups: GroupRow[]
}

export interface ToldIncidents {
  told: readonly string[]
  /** Of those whose beginning is told, who is not told as one of a group. */
  alone: readonly string[]
  made: readonly {
    id: string
    cause: Failure
    tags: readonly string[]
    openedAt: string
    members: readonly string[]
  }[]
  joined: readonly { group: string; members: readonly string[] }[]
}

export interface ClosedGroup extends GroupRow {
  closedAt: string
  servers: number
}

/** Rows of incidents. Who decides of them does so alone, over all processes, on what is stored. */
export class IncidentStore {
  /** By which we know our own messages. */
  readonly replica = randomUUID()

  constructor(private readonly db: Database) {}

  /**
   * Reads what is known of these servers, or of all with the verdicts, and writes what `plan` makes of it, with the news;
   * `stored` are those as they are stored.
   */
  change<T extends Changes>(
    { servers, since }: { servers: readonly string[] | 'all'; since: Date },
    plan: (known: KnownIncidents, verdicts: StoredVerdict[]) => T,
  ): Promise<T & { stored: FeedEntry[] }> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'incidents')
      const open = await openIncidents(queries, servers)
      const known = { open: byServer(open), lately: await endedSince(queries, servers, since) }
      const verdicts = servers === 'all' ? await storedVerdicts(queries, [...known.open.keys()]) : []
      const changes = plan(known, verdicts)
      // What is over makes way for what begins.
      await updateIncidents(queries, changes.updated)
      await insertIncidents(queries, changes.inserted)
      const touched = [...changes.updated, ...changes.inserted].map(({ server }) => server)
      await tellReplicas(queries, { channel: INCIDENTS_CHANNEL, from: this.replica, servers: touched })
      return { ...changes, stored: await appendWithin(queries, changes.news) }
    })
  }

  /**
   * Notes that people are told of what `plan` names, so that nobody else tells them; closes groups that are over. With it
   * are stored the events that tell of all that, and answered with.
   */
  tell<T extends ToldIncidents>(
    withinMs: number,
    plan: (untold: Untold) => T,
    eventsOf: (told: T & { closed: ClosedGroup[] }) => Happening[],
  ): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'incidents')
      const untold = await readUntold(queries, withinMs)
      const plannedNow = plan(untold)
      await groupRows.write(queries, plannedNow)
      await queries.$executeRaw`
        UPDATE incident SET to_tell = NULL, told_alone = CASE WHEN to_tell = 'ending' THEN told_alone
          ELSE id = ANY(${[...plannedNow.alone]}::uuid[]) END
        WHERE id = ANY(${[...plannedNow.told]}::uuid[])`
      const closed = await groupRows.close(queries)
      return appendWithin(queries, eventsOf({ ...plannedNow, closed }))
    })
  }

  /** Of these servers, or of all. */
  open(servers: readonly string[] | 'all'): Promise<StoredIncident[]> {
    return this.db.run((queries) => openIncidents(queries, servers))
  }

  /** Newest first. Throws `bad-input` for a cursor that is none. */
  list(query: IncidentsQuery, taggedServers: readonly string[]): Promise<IncidentPage> {
    return pageOfIncidents(this.db, query, taggedServers)
  }

  groups(ids: readonly string[]): Promise<IncidentGroup[]> {
    return this.db.run((queries) => incidentGroups(queries, ids))
  }

  async get(id: string): Promise<StoredIncident | undefined> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<IncidentRow[]>`
        SELECT ${INCIDENT_COLUMNS} FROM incident WHERE id = ${id}::uuid`,
    )
    return row && toStored(row)
  }

  /** Those that were not yet, or with null those that were. Answers with the news of each, as they are stored. */
  acknowledge(
    { ids, group }: { ids: readonly string[]; group?: string | undefined },
    acknowledged: Incident['acknowledged'],
    newsOf: (changed: StoredIncident[]) => Happening[],
  ): Promise<FeedEntry[]> {
    const value = acknowledged && JSON.stringify(acknowledged)
    return this.db.transaction(async (queries) => {
      const rows = await queries.$queryRaw<IncidentRow[]>`
        UPDATE incident SET acknowledged = ${value}::json
        WHERE (id = ANY(${[...ids]}::uuid[]) OR group_id = ${group ?? null}::uuid)
          AND (acknowledged IS NULL) = ${value !== null}
        RETURNING ${INCIDENT_COLUMNS}`
      return appendWithin(queries, newsOf(rows.map(toStored)))
    })
  }

  /** Answers as `acknowledge` does; with nothing when there is no such incident. */
  annotate(
    id: string,
    note: Incident['notes'][number],
    newsOf: (changed: StoredIncident[]) => Happening[],
  ): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      const rows = await queries.$queryRaw<IncidentRow[]>`
        UPDATE incident SET notes = (notes::jsonb || ${JSON.stringify([note])}::jsonb)::json
        WHERE id = ${id}::uuid RETURNING ${INCIDENT_COLUMNS}`
      return appendWithin(queries, newsOf(rows.map(toStored)))
    })
  }

  /** The events that were kept with it; empty when none were. */
  async keptEvents(id: string): Promise<FeedEntry[]> {
    const row = await this.db.run((queries) =>
      queries.incident.findUnique({ where: { id }, select: { events: true } }),
    )
    // Only `keepEvents` writes them.
    return (row?.events ?? []) as unknown as FeedEntry[]
  }

  async keepEvents(id: string, events: readonly FeedEntry[]): Promise<void> {
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE incident SET events = ${JSON.stringify(events)}::json WHERE id = ${id}::uuid`,
    )
  }

  /** Those whose events are not kept and that touch the span: closed in it, or open since before its end. */
  async withoutEvents(span: { closedFrom: Date; closedTo: Date; openedTo: Date }): Promise<StoredIncident[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<IncidentRow[]>`
        SELECT ${INCIDENT_COLUMNS} FROM incident WHERE events IS NULL AND
          ((closed_at >= ${span.closedFrom} AND closed_at < ${span.closedTo})
           OR (closed_at IS NULL AND opened_at < ${span.openedTo}))
        ORDER BY opened_at LIMIT 1000`,
    )
    return rows.map(toStored)
  }

  /** Forgets what was over before; returns how many. */
  async prune(before: Date): Promise<number> {
    const { count } = await this.db.run((queries) =>
      queries.incident.deleteMany({ where: { closedAt: { lt: before } } }),
    )
    await this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM incident_group WHERE closed_at < ${before}
          AND NOT EXISTS (SELECT 1 FROM incident WHERE group_id = incident_group.id)`,
    )
    return count
  }
}

async function openIncidents(
  queries: Queries,
  servers: readonly string[] | 'all',
): Promise<StoredIncident[]> {
  const rows =
    servers === 'all'
      ? await queries.$queryRaw<IncidentRow[]>`
          SELECT ${INCIDENT_COLUMNS} FROM incident WHERE closed_at IS NULL`
      : await queries.$queryRaw<IncidentRow[]>`
          SELECT ${INCIDENT_COLUMNS} FROM incident
          WHERE closed_at IS NULL AND server = ANY(${[...servers]}::text[])`
  return rows.map(toStored)
}

async function endedSince(
  queries: Queries,
  servers: readonly string[] | 'all',
  since: Date,
): Promise<Map<string, number>> {
  const names = servers === 'all' ? null : [...servers]
  const rows = await queries.$queryRaw<{ server: string; ended: bigint }[]>`
    SELECT server, count(*) AS ended FROM incident
    WHERE closed_at >= ${since} AND (${names}::text[] IS NULL OR server = ANY(${names}::text[]))
    GROUP BY server`
  return new Map(rows.map(({ server, ended }) => [server, Number(ended)]))
}

async function readUntold(queries: Queries, withinMs: number): Promise<Untold> {
  const rows = await queries.$queryRaw<IncidentRow[]>`
    SELECT ${INCIDENT_COLUMNS} FROM incident WHERE to_tell IS NOT NULL ORDER BY due_at, id`
  const untold = rows.map(toStored)
  const due = untold.flatMap(({ toTell, dueAt }) => (toTell === 'ending' ? [] : [Date.parse(dueAt)]))
  if (due.length === 0) return { untold, near: [], groups: [] }
  const from = new Date(due.reduce((a, b) => Math.min(a, b)) - withinMs)
  const to = new Date(due.reduce((a, b) => Math.max(a, b)) + withinMs)
  const near = await queries.$queryRaw<IncidentRow[]>`
    SELECT ${INCIDENT_COLUMNS} FROM incident
    WHERE closed_at IS NULL AND to_tell IS NULL AND group_id IS NULL AND NOT silenced
      AND due_at BETWEEN ${from} AND ${to}`
  return { untold, near: near.map(toStored), groups: await groupRows.open(queries) }
}

function byServer(incidents: readonly StoredIncident[]): Map<string, StoredIncident> {
  return new Map(incidents.map((incident) => [incident.server, incident]))
}
