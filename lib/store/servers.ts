import 'server-only'
import type { Sealer } from '@/lib/config/secrets'
import { type ServerRecord, serverRecordSchema } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

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
    return rows.map(({ claims, ...row }) =>
      serverRecordSchema.parse({
        ...row,
        claims: JSON.parse(this.sealer.open(claims, contextOf(row.name))),
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.updatedAt.toISOString(),
      }),
    )
  }

  /**
   * One batch, all or nothing. A record is stored over revision `record.revision - 1` (over nothing when it is 1),
   * a removal over its own revision; any that does not fit fails the batch with `revision-conflict`.
   */
  async write({ upserts, removals }: ServerChanges): Promise<void> {
    if (upserts.length + removals.length === 0) return
    const added = upserts.filter((record) => record.revision === 1)
    const changed = upserts.filter((record) => record.revision > 1)
    await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'servers')
      const fitting =
        (await remove(queries, removals)) +
        (await insert(queries, this.#columns(added))) +
        (await update(queries, this.#columns(changed)))
      if (fitting !== upserts.length + removals.length) throw await conflict(queries, { upserts, removals })
    })
  }

  #columns(records: ServerRecord[]): Columns {
    return {
      names: records.map((record) => record.name),
      revisions: records.map((record) => record.revision),
      claims: records.map((record) =>
        this.sealer.seal(JSON.stringify(record.claims), contextOf(record.name)),
      ),
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

async function insert(queries: Queries, rows: Columns): Promise<number> {
  if (rows.names.length === 0) return 0
  return queries.$executeRaw`
    INSERT INTO server (name, revision, claims, overrides, created_at, updated_at)
    SELECT name, revision, claims, overrides::json, created_at::timestamptz, updated_at::timestamptz
    FROM unnest(${rows.names}::text[], ${rows.revisions}::int[], ${rows.claims}::text[],
                ${rows.overrides}::text[], ${rows.createdAt}::text[], ${rows.updatedAt}::text[])
      AS incoming (name, revision, claims, overrides, created_at, updated_at)
    ON CONFLICT (name) DO NOTHING`
}

async function update(queries: Queries, rows: Columns): Promise<number> {
  if (rows.names.length === 0) return 0
  return queries.$executeRaw`
    UPDATE server
    SET revision = incoming.revision, claims = incoming.claims, overrides = incoming.overrides::json,
        updated_at = incoming.updated_at::timestamptz
    FROM unnest(${rows.names}::text[], ${rows.revisions}::int[], ${rows.claims}::text[],
                ${rows.overrides}::text[], ${rows.updatedAt}::text[])
      AS incoming (name, revision, claims, overrides, updated_at)
    WHERE server.name = incoming.name AND server.revision = incoming.revision - 1`
}

async function remove(queries: Queries, removals: ServerChanges['removals']): Promise<number> {
  if (removals.length === 0) return 0
  return queries.$executeRaw`
    DELETE FROM server
    USING unnest(${removals.map((removal) => removal.name)}::text[],
                 ${removals.map((removal) => removal.revision)}::int[]) AS outgoing (name, revision)
    WHERE server.name = outgoing.name AND server.revision = outgoing.revision`
}

/** Which of the batch did not fit, told to a person and a program. */
async function conflict(queries: Queries, changes: ServerChanges): Promise<AppError> {
  void queries
  const names = [...changes.upserts, ...changes.removals].map((change) => change.name)
  return Promise.resolve(
    new AppError('revision-conflict', 'Somebody else has changed these servers meanwhile', {
      details: { names },
    }),
  )
}
