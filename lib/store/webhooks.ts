import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import { AppError } from '@/lib/kit/app-error'
import { type Webhook, webhookSchema } from '@/lib/domain/webhook'
import type { Database } from './database'
import { appendWithin } from './events'

/** A webhook with its address and key. Holds secrets. */
export interface StoredWebhook extends Omit<Webhook, 'secret'> {
  id: string
  secret: string
  createdAt: string
  dropped: number
}

type Columns = Omit<StoredWebhook, 'id' | 'createdAt' | 'dropped'>

const hiddenSchema = webhookSchema.pick({ url: true, secret: true }).required()

/** Where events are sent to; addresses and keys are sealed. Each change stores the news of it, and answers with them. */
export class WebhookStore {
  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
  ) {}

  /** In the order in which they were added. */
  async list(): Promise<StoredWebhook[]> {
    const rows = await this.db.run((queries) =>
      queries.webhook.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    )
    return rows.map((row) => this.#read(row))
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<StoredWebhook> {
    const row = await this.db.run((queries) => queries.webhook.findUnique({ where: { id } }))
    if (!row) throw gone()
    return this.#read(row)
  }

  /** It is told of what is stored from now on. */
  add(
    { id, at, ...webhook }: Columns & { id: string; at: string },
    news: readonly Happening[],
  ): Promise<FeedEntry[]> {
    const { title, format, enabled, events, tags } = webhook
    const sealed = this.#seal(id, webhook)
    return this.db.transaction(async (queries) => {
      await queries.$executeRaw`
        INSERT INTO webhook (id, title, format, enabled, events, tags, sealed, seen, created_at)
        VALUES (${id}::uuid, ${title}, ${format}, ${enabled}, ${JSON.stringify(events)}::json,
          ${JSON.stringify(tags)}::json, ${sealed}, (SELECT coalesce(max(id), 0) FROM event), ${at}::timestamptz)`
      return appendWithin(queries, news)
    })
  }

  /** One that is switched off forgets what waits; switched on, it begins with what happens then. Throws `not-found`. */
  change(id: string, webhook: Columns, news: readonly Happening[]): Promise<FeedEntry[]> {
    const { title, format, enabled, events, tags } = webhook
    const sealed = this.#seal(id, webhook)
    return this.db.transaction(async (queries) => {
      const changed = await queries.$executeRaw`
        UPDATE webhook SET title = ${title}, format = ${format}, events = ${JSON.stringify(events)}::json,
          tags = ${JSON.stringify(tags)}::json, sealed = ${sealed}, enabled = ${enabled},
          seen = CASE WHEN enabled THEN seen ELSE (SELECT coalesce(max(id), 0) FROM event) END
        WHERE id = ${id}::uuid`
      if (changed === 0) throw gone()
      if (!enabled) await queries.webhookDelivery.deleteMany({ where: { webhookId: id, state: 'waiting' } })
      return appendWithin(queries, news)
    })
  }

  /** With what is on its way to it. Throws `not-found`. */
  remove(id: string, news: readonly Happening[]): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      const { count } = await queries.webhook.deleteMany({ where: { id } })
      if (count === 0) throw gone()
      return appendWithin(queries, news)
    })
  }

  /** Seals what older keys have sealed with the current one; returns how many. */
  async resealAll(): Promise<number> {
    const rows = await this.db.run((queries) =>
      queries.webhook.findMany({ where: { NOT: { sealed: { startsWith: this.sealer.prefix } } } }),
    )
    for (const row of rows) {
      const sealed = this.#seal(row.id, this.#open(row.id, row.sealed))
      await this.db.run((queries) => queries.webhook.updateMany({ where: { id: row.id }, data: { sealed } }))
    }
    return rows.length
  }

  #read(row: Row): StoredWebhook {
    const { url, secret } = this.#open(row.id, row.sealed)
    const { id, title, format, enabled, events, tags } = row
    const webhook = webhookSchema.parse({ title, format, enabled, events, tags, url })
    return { ...webhook, id, secret, createdAt: row.createdAt.toISOString(), dropped: row.dropped }
  }

  #seal(id: string, { url, secret }: Pick<Columns, 'url' | 'secret'>): string {
    return this.sealer.seal(JSON.stringify({ url, secret }), contextOf(id))
  }

  #open(id: string, sealed: string): Pick<Columns, 'url' | 'secret'> {
    return hiddenSchema.parse(JSON.parse(this.sealer.open(sealed, contextOf(id))))
  }
}

interface Row {
  id: string
  title: string
  format: string
  enabled: boolean
  events: unknown
  tags: unknown
  sealed: string
  dropped: number
  createdAt: Date
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such webhook; it may have been removed')
}

/** Binds an envelope to its webhook. */
function contextOf(id: string): string {
  return `webhook:${id}`
}
