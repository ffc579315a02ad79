import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import { type ServerRecord, serverRecordSchema } from '@/lib/domain/server'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'
import { findMisfits, revisionConflict } from './revisions'

export interface ServerChanges {
  upserts: ServerRecord[]
  removals: { name: string; revision: number }[]
}

/** Rows of servers. Claims hold commands, URLs, headers and environments, so they are sealed as a whole. */
export class ServerStore {
  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
  ) {}

  /** Every record, by name. Throws `invalid-config` when a record was sealed with a key that is not there. */
  async loadAll(): Promise<ServerRecord[]> {
    const rows = await this.db.run((queries) => queries.server.findMany({ orderBy: { name: 'asc' } }))
    return rows.map(({ claims, ...row }) => {
      const opened: unknown = JSON.parse(this.sealer.open(claims, contextOf(row.name)))
      return serverRecordSchema.parse({
        ...row,
        claims: opened,
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.updatedAt.toISOString(),
      })
    })
  }

  /**
   * One batch, all or nothing. A record is stored over revision `record.revision - 1` (over nothing when it is 1),
   * a removal over its own revision; any that does not fit fails the batch with `revision-conflict`.
   */
  async write(changes: ServerChanges): Promise<void> {
    const { upserts, removals } = changes
    if (upserts.length + removals.length === 0) return
    // A name that comes twice is stored as it comes last: one statement can't touch a row twice.
    const rows = this.#columns([...new Map(upserts.map((record) => [record.name, record])).values()])
    await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'servers')
      const names = [...removals, ...upserts].map(({ name }) => name)
      const [misfit, ...others] = findMisfits(changes, await storedRevisions(queries, names))
      if (misfit) throw revisionConflict([misfit, ...others])
      if (removals.length > 0) await remove(queries, removals)
      if (upserts.length > 0) await upsert(queries, rows)
    })
  }

  #columns(records: ServerRecord[]): Columns {
    return {
      names: records.map((record) => record.name),
      revisions: records.map((record) => record.revision),
      claims: records.map(({ claims, name }) => this.sealer.seal(JSON.stringify(claims), contextOf(name))),
      overrides: records.map((record) => JSON.stringify(record.overrides)),
      createdAt: records.map((record) => record.createdAt),
      updatedAt: records.map((record) => record.updatedAt),
    }
  }
}

/** Binds an envelope to its row: moved to another server's row it does not open. */
export function contextOf(name: string): string {
  return `server:${name}`
}

/** A batch by column, so that one statement of constant length carries any number of rows. */
interface Columns {
  names: string[]
  revisions: number[]
  claims: string[]
  overrides: string[]
  createdAt: string[]
  updatedAt: string[]
}

async function storedRevisions(queries: Queries, names: string[]): Promise<Map<string, number>> {
  const rows = await queries.$queryRaw<{ name: string; revision: number }[]>`
    SELECT name, revision FROM server WHERE name = ANY(${names}::text[]) FOR UPDATE`
  return new Map(rows.map(({ name, revision }) => [name, revision]))
}

async function upsert(queries: Queries, rows: Columns): Promise<void> {
  await queries.$executeRaw`
    INSERT INTO server (name, revision, claims, overrides, created_at, updated_at)
    SELECT name, revision, claims, overrides::json, created_at::timestamptz, updated_at::timestamptz
    FROM unnest(${rows.names}::text[], ${rows.revisions}::int[], ${rows.claims}::text[],
                ${rows.overrides}::text[], ${rows.createdAt}::text[], ${rows.updatedAt}::text[])
      AS incoming (name, revision, claims, overrides, created_at, updated_at)
    ON CONFLICT (name) DO UPDATE
    SET revision = excluded.revision, claims = excluded.claims, overrides = excluded.overrides,
        created_at = excluded.created_at, updated_at = excluded.updated_at`
}

async function remove(queries: Queries, removals: ServerChanges['removals']): Promise<void> {
  await queries.$executeRaw`DELETE FROM server WHERE name = ANY(${removals.map(({ name }) => name)}::text[])`
}
