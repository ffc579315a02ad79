import 'server-only'
import { type Reload, reloadSchema } from '@/lib/domain/api/config'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import type { Database } from './database'
import { appendWithin } from './events'

/** What reading the configuration came to, the newest hundred times, also before this start. */
export class ConfigReloadStore {
  constructor(
    private readonly db: Database,
    private readonly keep = 100,
  ) {}

  /** With the news of it, answered as they are stored. */
  add(
    { at, trigger, outcome, changes, problems }: Reload,
    news: readonly Happening[] = [],
  ): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      await queries.$executeRaw`
        INSERT INTO config_reload (at, trigger, outcome, changes, problems)
        VALUES (${at}::timestamptz, ${trigger}, ${outcome}, ${JSON.stringify(changes)}::json, ${JSON.stringify(problems)}::json)`
      await queries.$executeRaw`
        DELETE FROM config_reload
        WHERE id <= (SELECT id FROM config_reload ORDER BY id DESC OFFSET ${this.keep} LIMIT 1)`
      return appendWithin(queries, news)
    })
  }

  /** Newest first. */
  async recent(limit: number): Promise<Reload[]> {
    const rows = await this.db.run((queries) =>
      queries.configReload.findMany({ orderBy: { id: 'desc' }, take: limit }),
    )
    return rows.flatMap(({ at, ...row }) => {
      const parsed = reloadSchema.safeParse({ ...row, at: at.toISOString() })
      // One of another version of this program is passed over.
      return parsed.success ? [parsed.data] : []
    })
  }
}
