import 'server-only'
import { randomUUID } from 'node:crypto'
import { type AppEvent, appEventSchema, type FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

/** Told on every append, with the newest id as payload. */
export const EVENTS_CHANNEL = 'portolan_events'

/** The stored feed: what happened, numbered in the order of committing. */
export class EventStore {
  constructor(private readonly db: Database) {}

  /**
   * Ids rise in the order of commits, across processes: who has seen n has missed nothing below n. An event with a key
   * (a UUID) is stored once, however often it is handed in, and keeps the id that it got first.
   */
  async append(events: { at: string; event: AppEvent; key?: string }[]): Promise<FeedEntry[]> {
    if (events.length === 0) return []
    const keyed = events.map(({ key = randomUUID(), ...entry }) => ({ ...entry, key }))
    return this.db.transaction((queries) => appendWithin(queries, keyed))
  }

  /** Oldest first. */
  async after(id: number, limit: number): Promise<FeedEntry[]> {
    const rows = await this.db.run((queries) =>
      queries.event.findMany({ where: { id: { gt: id } }, orderBy: { id: 'asc' }, take: limit }),
    )
    return rows.flatMap(toEntry)
  }

  /** Newest first. */
  async recent({ limit, server }: { limit: number; server?: string | undefined }): Promise<FeedEntry[]> {
    const rows = await this.db.run((queries) =>
      queries.event.findMany({
        where: server === undefined ? {} : { server },
        orderBy: { id: 'desc' },
        take: limit,
      }),
    )
    return rows.flatMap(toEntry)
  }

  /** Of a server between two times, oldest first; of more than `limit` the first and the last. */
  async around({ server, from, to, limit }: AroundQuery): Promise<FeedEntry[]> {
    const where = { server, at: { gte: from, lte: to } }
    const read = (order: 'asc' | 'desc', take: number) =>
      this.db.run((queries) => queries.event.findMany({ where, orderBy: { id: order }, take }))
    const first = await read('asc', limit)
    if (first.length < limit) return first.flatMap(toEntry)
    const half = Math.ceil(limit / 2)
    const start = first.slice(0, half)
    const known = new Set(start.map(({ id }) => id))
    const last = (await read('desc', limit - half)).filter(({ id }) => !known.has(id)).toReversed()
    return [...start, ...last].flatMap(toEntry)
  }

  /** 0 when nothing is stored. */
  async lastId(): Promise<number> {
    const newest = await this.db.run((queries) =>
      queries.event.findFirst({ orderBy: { id: 'desc' }, select: { id: true } }),
    )
    return Number(newest?.id ?? 0)
  }

  /** Forgets what happened before; returns how many. */
  async prune(before: Date): Promise<number> {
    const { count } = await this.db.run((queries) =>
      queries.event.deleteMany({ where: { at: { lt: before } } }),
    )
    return count
  }
}

/**
 * Stores events in the transaction of what they tell of: both, or neither. To be done last in it, as until its end nobody
 * else can store any. Who calls it tells the bus of what it answers with, once the transaction is over.
 */
export async function appendWithin(queries: Queries, events: readonly Happening[]): Promise<FeedEntry[]> {
  if (events.length === 0) return []
  // Without the lock, a higher id could commit before a lower one.
  await lockUntilCommit(queries, 'events')
  const added = await insert(queries, events)
  if (added.length > 0) await tell(queries, added)
  const ids = new Map([...added, ...(await storedBefore(queries, events, added))])
  return events.flatMap(({ key, at, event }) => {
    const id = ids.get(key)
    return id === undefined ? [] : [{ id, at, event }]
  })
}

interface AroundQuery {
  server: string
  from: Date
  to: Date
  limit: number
}

type Numbered = [key: string, id: number]

/** In their order; those that are stored already are left out. */
async function insert(queries: Queries, events: readonly Happening[]): Promise<Numbered[]> {
  const incoming = JSON.stringify(events.map(toRow))
  const rows = await queries.$queryRaw<{ id: bigint; key: string }[]>`
    INSERT INTO event (at, kind, server, payload, key)
    SELECT at, kind, server, payload::json, key
    FROM json_to_recordset(${incoming}::json) AS incoming
      (place int, at timestamptz, kind text, server text, payload text, key uuid)
    ORDER BY place
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key::text`
  return rows.map(({ id, key }) => [key, Number(id)])
}

async function tell(queries: Queries, added: readonly Numbered[]): Promise<void> {
  const newest = added.reduce((highest, [, id]) => Math.max(highest, id), 0)
  await queries.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${String(newest)})`
}

/** Of an earlier try, whose acknowledgement was lost. */
async function storedBefore(
  queries: Queries,
  events: readonly Happening[],
  added: readonly Numbered[],
): Promise<Numbered[]> {
  if (added.length === events.length) return []
  const keys = events.map(({ key }) => key)
  const rows = await queries.event.findMany({ where: { key: { in: keys } }, select: { id: true, key: true } })
  return rows.flatMap(({ id, key }) => (key === null ? [] : [[key, Number(id)]]))
}

/** The payload stays a text within the JSON that carries the row, so that what it escapes stays escaped. */
function toRow({ at, event, key }: Happening, place: number) {
  const server = 'name' in event ? event.name : null
  return { place, key, at, kind: event.kind, server, payload: JSON.stringify(event) }
}

/** Nothing for an event of a kind or shape that this version no longer knows: the feed goes on without it. */
export function toEntry(row: { id: bigint; at: Date; payload: unknown }): FeedEntry[] {
  const parsed = appEventSchema.safeParse(row.payload)
  return parsed.success ? [{ id: Number(row.id), at: row.at.toISOString(), event: parsed.data }] : []
}
