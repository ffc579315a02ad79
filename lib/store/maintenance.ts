import 'server-only'
import { randomUUID } from 'node:crypto'
import type { FeedEntry } from '@/lib/domain/event'
import type { Maintenance } from '@/lib/domain/incident'
import type { Happening } from '@/lib/events/writer'
import type { Database, Queries } from './database'
import { appendWithin } from './events'

/** Told of each change, with the id of who has made it as payload. */
export const MAINTENANCE_CHANNEL = 'portolan_maintenance'

export interface StoredMaintenance extends Maintenance {
  id: string
  createdAt: string
}

/** Rows of maintenance windows. Each change stores with it what tells of it, and answers with that. */
export class MaintenanceStore {
  /** By which we know our own messages. */
  readonly replica = randomUUID()

  constructor(private readonly db: Database) {}

  /** In the order of making. */
  async all(): Promise<StoredMaintenance[]> {
    const rows = await this.db.run((queries) =>
      queries.maintenanceWindow.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    )
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      title: row.title,
      all: row.everything,
      servers: row.servers,
      tags: row.tags,
      // Only `save` writes it, and what it writes is of this type.
      schedule: row.schedule as Maintenance['schedule'],
    }))
  }

  /** `toldAt`: what begins or ends up to then is not told of any more. */
  add(
    { id, createdAt, ...window }: StoredMaintenance,
    toldAt: string,
    news: Happening,
  ): Promise<FeedEntry[]> {
    const data = { id, createdAt, toldUntil: toldAt, ...columnsOf(window) }
    return this.#write(news, (queries) => queries.maintenanceWindow.createMany({ data }))
  }

  /** Nothing when there is no such window. */
  change(id: string, window: Maintenance, toldAt: string, news: Happening): Promise<FeedEntry[]> {
    const data = { toldUntil: toldAt, ...columnsOf(window) }
    return this.#write(news, (queries) => queries.maintenanceWindow.updateMany({ where: { id }, data }))
  }

  /** Nothing when there is no such window. */
  remove(id: string, news: Happening): Promise<FeedEntry[]> {
    return this.#write(news, (queries) => queries.maintenanceWindow.deleteMany({ where: { id } }))
  }

  /** Tells that a window has begun or ended at a time. Nothing when another replica has: one is enough. */
  claimEdge(id: string, edgeAt: Date, news: Happening): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      const { count } = await queries.maintenanceWindow.updateMany({
        where: { id, OR: [{ toldUntil: null }, { toldUntil: { lt: edgeAt } }] },
        data: { toldUntil: edgeAt },
      })
      return count > 0 ? appendWithin(queries, [news]) : []
    })
  }

  #write(news: Happening, write: (queries: Queries) => Promise<{ count: number }>): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      const { count } = await write(queries)
      await queries.$executeRaw`SELECT pg_notify(${MAINTENANCE_CHANNEL}, ${this.replica})`
      return count > 0 ? appendWithin(queries, [news]) : []
    })
  }
}

function columnsOf({ title, all, servers, tags, schedule }: Maintenance) {
  return { title, everything: all, servers, tags, schedule }
}
