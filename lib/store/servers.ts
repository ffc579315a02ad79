import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Sealer } from '@/lib/config/secrets'
import type { FeedEntry } from '@/lib/domain/event'
import { type ServerRecord, serverRecordSchema } from '@/lib/domain/server'
import type { Happening } from '@/lib/events/writer'
import { assertNever } from '@/lib/kit/assert-never'
import type { RecordStamp, RegistryNews } from '@/lib/registry/record-store'
import type { Server } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { appendWithin } from './events'
import { lockUntilCommit } from './locks'
import { findMisfits, revisionConflict } from './revisions'

export interface ServerChanges {
  upserts: ServerRecord[]
  removals: { name: string; revision: number }[]
}

/** What another process has done; `RegistryNews` of the registry. */
const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), names: z.array(z.string()).nullable() }),
  z.object({
    kind: z.literal('source-answered'),
    source: z.string(),
    unreadable: z.array(z.string()),
    at: z.string(),
  }),
  z.object({ kind: z.literal('source-failed'), source: z.string(), reason: z.string(), at: z.string() }),
])
const messageSchema = z.object({ writer: z.string(), news: newsSchema })

/** Told with every write, as processes on one PostgreSQL have to hear of each other's. */
const SERVERS_CHANNEL = 'portolan_servers'
/** PostgreSQL takes 7,999 bytes. */
const MESSAGE_BYTES = 7_500
/** Names of one statement: a parameter each, of which PostgreSQL takes 65,535. */
const CHUNK = 5_000

/** Rows of servers. Claims hold commands, URLs, headers and environments, so they are sealed as a whole. */
export class ServerStore {
  /** By which we know our own messages. */
  readonly #writer = randomUUID()

  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
  ) {}

  /** Every record, by name. Throws `invalid-config` when a record was sealed with a key that is not there. */
  async loadAll(): Promise<ServerRecord[]> {
    const rows = await this.db.run((queries) => queries.server.findMany({ orderBy: { name: 'asc' } }))
    return rows.map((row) => this.#toRecord(row))
  }

  /** Those of the names that are there. Throws as `loadAll` does. */
  async load(names: readonly string[]): Promise<ServerRecord[]> {
    const records: ServerRecord[] = []
    for (let start = 0; start < names.length; start += CHUNK) {
      const some = names.slice(start, start + CHUNK)
      const rows = await this.db.run((queries) => queries.server.findMany({ where: { name: { in: some } } }))
      for (const row of rows) records.push(this.#toRecord(row))
    }
    return records
  }

  /** Revisions alone: a hundredth of what the records weigh. */
  async stamps(): Promise<RecordStamp[]> {
    const rows = await this.db.run((queries) =>
      queries.server.findMany({ select: { name: true, revision: true, updatedAt: true } }),
    )
    return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
  }

  /** Nobody else is there to hear of what happens in the embedded database. */
  get #isShared(): boolean {
    return this.db.kind === 'postgres'
  }

  async tell(news: RegistryNews): Promise<void> {
    if (this.#isShared) await this.db.notify(SERVERS_CHANNEL, this.#messageOf(news))
  }

  /**
   * Hears of what other processes do, in the order of their commits; of null when something may have been missed, or
   * can't be read. Returns the function that stops.
   */
  async listen(onNews: (news: RegistryNews | null) => void): Promise<() => Promise<void>> {
    return this.db.listen(SERVERS_CHANNEL, (payload) => {
      const message = messageSchema.safeParse(parsed(payload))
      if (message.data?.writer !== this.#writer) onNews(message.data?.news ?? null)
    })
  }

  /**
   * One batch, all or nothing. A record is stored over revision `record.revision - 1` (over nothing when it is 1),
   * a removal over its own revision; any that does not fit fails the batch with `revision-conflict`. The news of it are
   * stored with it, and answered as they are stored.
   */
  async write(changes: ServerChanges, news: readonly Happening[] = []): Promise<FeedEntry[]> {
    const { upserts, removals } = changes
    if (upserts.length + removals.length === 0) return []
    // A name that comes twice is stored as it comes last: one statement can't touch a row twice.
    const latest = new Map(upserts.map((record) => [record.name, record]))
    const rows = [...latest.values()].map((record) => this.#toRow(record))
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'servers')
      const names = [...removals, ...upserts].map(({ name }) => name)
      const [misfit, ...others] = findMisfits(changes, await storedRevisions(queries, names))
      if (misfit) throw revisionConflict([misfit, ...others])
      if (removals.length > 0) await remove(queries, removals)
      if (upserts.length > 0) await upsert(queries, rows)
      if (this.#isShared) await notify(queries, this.#messageOf({ kind: 'written', names }))
      return appendWithin(queries, news)
    })
  }

  /** Seals what older keys have sealed with the current one; returns how many. The older keys may then go. */
  async resealAll(): Promise<number> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'servers')
      const outdated = await queries.server.findMany({
        where: { NOT: { claims: { startsWith: this.sealer.prefix } } },
        select: { name: true, claims: true },
      })
      if (outdated.length === 0) return 0
      const resealed = outdated.map(({ name, claims }) => ({
        name,
        claims: this.sealer.seal(this.sealer.open(claims, contextOf(name)), contextOf(name)),
      }))
      return queries.$executeRaw`
        UPDATE server SET claims = resealed.claims
        FROM json_to_recordset(${JSON.stringify(resealed)}::json) AS resealed (name text, claims text)
        WHERE server.name = resealed.name`
    })
  }

  /** Cut to what a notification takes: many names become "more than can be named", many scopes the first of them. */
  #messageOf(news: RegistryNews): string {
    const text = JSON.stringify({ writer: this.#writer, news })
    if (Buffer.byteLength(text) <= MESSAGE_BYTES) return text
    switch (news.kind) {
      case 'written':
        return this.#messageOf({ ...news, names: null })
      case 'source-answered':
        return this.#messageOf({ ...news, unreadable: news.unreadable.slice(0, news.unreadable.length >> 1) })
      case 'source-failed':
        return this.#messageOf({ ...news, reason: news.reason.slice(0, 500) })
      default:
        return assertNever(news)
    }
  }

  #toRecord({ claims, ...row }: Server): ServerRecord {
    const opened: unknown = JSON.parse(this.sealer.open(claims, contextOf(row.name)))
    return serverRecordSchema.parse({
      ...row,
      claims: opened,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    })
  }

  #toRow({ name, revision, claims, overrides, createdAt, updatedAt }: ServerRecord): Row {
    return {
      name,
      revision,
      claims: this.sealer.seal(JSON.stringify(claims), contextOf(name)),
      overrides: JSON.stringify(overrides),
      created_at: createdAt,
      updated_at: updatedAt,
    }
  }
}

/** Binds an envelope to its row: moved to another server's row it does not open. */
function contextOf(name: string): string {
  return `server:${name}`
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}

interface Row {
  name: string
  revision: number
  claims: string
  overrides: string
  created_at: string
  updated_at: string
}

async function notify(queries: Queries, message: string): Promise<void> {
  await queries.$executeRaw`SELECT pg_notify(${SERVERS_CHANNEL}, ${message})`
}

async function storedRevisions(queries: Queries, names: string[]): Promise<Map<string, number>> {
  const rows = await queries.$queryRaw<{ name: string; revision: number }[]>`
    SELECT name, revision FROM server WHERE name = ANY(${names}::text[]) FOR UPDATE`
  return new Map(rows.map(({ name, revision }) => [name, revision]))
}

/** All rows travel as one JSON text: four times faster than an array for each column. */
async function upsert(queries: Queries, rows: Row[]): Promise<void> {
  await queries.$executeRaw`
    INSERT INTO server (name, revision, claims, overrides, created_at, updated_at)
    SELECT name, revision, claims, overrides::json, created_at, updated_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS incoming
      (name text, revision int, claims text, overrides text, created_at timestamptz, updated_at timestamptz)
    ON CONFLICT (name) DO UPDATE
    SET revision = excluded.revision, claims = excluded.claims, overrides = excluded.overrides,
        created_at = excluded.created_at, updated_at = excluded.updated_at`
}

async function remove(queries: Queries, removals: ServerChanges['removals']): Promise<void> {
  await queries.$executeRaw`DELETE FROM server WHERE name = ANY(${removals.map(({ name }) => name)}::text[])`
}
