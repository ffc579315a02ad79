import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import type { Database, Queries } from './database'
import { appendWithin } from './events'

/** What people set in the app, by key; secret values are sealed. */
export class SettingsStore {
  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
  ) {}

  /** `undefined` when it is not set. */
  async get(key: string): Promise<unknown> {
    const row = await this.db.run((queries) => queries.setting.findUnique({ where: { key } }))
    if (!row) return undefined
    return row.secret && typeof row.value === 'string'
      ? JSON.parse(this.sealer.open(row.value, contextOf(key)))
      : row.value
  }

  async set(key: string, value: unknown, { secret = false }: { secret?: boolean } = {}): Promise<void> {
    await this.db.run((queries) => this.#write(queries, key, value, secret))
  }

  /** A secret value with the news of it, answered as they are stored. */
  setWith(key: string, value: unknown, news: readonly Happening[]): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      await this.#write(queries, key, value, true)
      return appendWithin(queries, news)
    })
  }

  /** Seals what older keys have sealed with the current one; returns how many. */
  async resealAll(): Promise<number> {
    const rows = await this.db.run((queries) => queries.setting.findMany({ where: { secret: true } }))
    const outdated = rows.filter(
      ({ value }) => typeof value === 'string' && !value.startsWith(this.sealer.prefix),
    )
    for (const { key } of outdated) await this.set(key, await this.get(key), { secret: true })
    return outdated.length
  }

  /** Also when it is not there. */
  async remove(key: string): Promise<void> {
    await this.db.run((queries) => queries.setting.deleteMany({ where: { key } }))
  }

  async #write(queries: Queries, key: string, value: unknown, secret: boolean): Promise<void> {
    const text = JSON.stringify(value)
    const stored = secret ? JSON.stringify(this.sealer.seal(text, contextOf(key))) : text
    await queries.$executeRaw`
      INSERT INTO setting (key, value, secret, updated_at) VALUES (${key}, ${stored}::json, ${secret}, now())
      ON CONFLICT (key) DO UPDATE
      SET value = excluded.value, secret = excluded.secret, updated_at = excluded.updated_at`
  }
}

/** Binds an envelope to its key, as with servers. */
function contextOf(key: string): string {
  return `setting:${key}`
}
