import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Maintenance } from '@/lib/domain/incident'
import type { Database, Queries } from './database'

/** Told of each change, with the id of who has made it as payload. */
export const MAINTENANCE_CHANNEL = 'portolan_maintenance'

export interface StoredMaintenance extends Maintenance {
  id: string
  createdAt: string
}

/** Rows of maintenance windows. */
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
  async add({ id, createdAt, ...window }: StoredMaintenance, toldAt: string): Promise<void> {
    await this.#write((queries) =>
      queries.maintenanceWindow.create({ data: { id, createdAt, toldUntil: toldAt, ...columnsOf(window) } }),
    )
  }

  /** False when there is no such window. */
  async change(id: string, window: Maintenance, toldAt: string): Promise<boolean> {
    const { count } = await this.#write((queries) =>
      queries.maintenanceWindow.updateMany({
        where: { id },
        data: { toldUntil: toldAt, ...columnsOf(window) },
      }),
    )
    return count > 0
  }

  /** False when there is no such window. */
  async remove(id: string): Promise<boolean> {
    const { count } = await this.#write((queries) => queries.maintenanceWindow.deleteMany({ where: { id } }))
    return count > 0
  }

  /** Whether it is upon the caller to tell that a window has begun or ended at a time: one replica is enough. */
  async claimEdge(id: string, edgeAt: Date): Promise<boolean> {
    const { count } = await this.db.run((queries) =>
      queries.maintenanceWindow.updateMany({
        where: { id, OR: [{ toldUntil: null }, { toldUntil: { lt: edgeAt } }] },
        data: { toldUntil: edgeAt },
      }),
    )
    return count > 0
  }

  #write<T>(write: (queries: Queries) => Promise<T>): Promise<T> {
    return this.db.transaction(async (queries) => {
      const result = await write(queries)
      await queries.$executeRaw`SELECT pg_notify(${MAINTENANCE_CHANNEL}, ${this.replica})`
      return result
    })
  }
}

function columnsOf({ title, all, servers, tags, schedule }: Maintenance) {
  return { title, everything: all, servers, tags, schedule }
}
