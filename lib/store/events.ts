import 'server-only'
import { type AppEvent, appEventSchema, type FeedEntry } from '@/lib/domain/event'
import type { Database } from './database'
import { lockUntilCommit } from './locks'

/** Told on every append, with the newest id as payload. */
export const EVENTS_CHANNEL = 'portolan_events'

/** The stored feed: what happened, numbered in the order of committing. */
export class EventStore {
  constructor(private readonly db: Database) {}

  /** Ids rise in the order of commits, across processes: who has seen n has missed nothing below n. */
  async append(events: { at: string; event: AppEvent }[]): Promise<FeedEntry[]> {
    if (events.length === 0) return []
    const incoming = JSON.stringify(events.map(toRow))
    const ids = await this.db.transaction(async (queries) => {
      // Without the lock, a higher id could commit before a lower one.
      await lockUntilCommit(queries, 'events')
      const rows = await queries.$queryRaw<{ id: bigint }[]>`
        INSERT INTO event (at, kind, server, payload)
        SELECT at, kind, server, payload::json
        FROM json_to_recordset(${incoming}::json) AS incoming
          (place int, at timestamptz, kind text, server text, payload text)
        ORDER BY place
        RETURNING id`
      const numbers = rows.map((row) => Number(row.id)).sort((one, other) => one - other)
      await queries.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${String(numbers.at(-1))})`
      return numbers
    })
    return events.flatMap((entry, index) => {
      const id = ids[index]
      return id === undefined ? [] : [{ id, ...entry }]
    })
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

/** The payload stays a text within the JSON that carries the row, so that what it escapes stays escaped. */
function toRow({ at, event }: { at: string; event: AppEvent }, place: number) {
  const server = 'name' in event ? event.name : null
  return { place, at, kind: event.kind, server, payload: JSON.stringify(event) }
}

/** Nothing for an event of a kind or shape that this version no longer knows: the feed goes on without it. */
function toEntry(row: { id: bigint; at: Date; payload: unknown }): FeedEntry[] {
  const parsed = appEventSchema.safeParse(row.payload)
  return parsed.success ? [{ id: Number(row.id), at: row.at.toISOString(), event: parsed.data }] : []
}
