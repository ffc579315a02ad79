import 'server-only'
import type { Tier } from '@/lib/health/history/tiers'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { tryLockUntilCommit } from './locks'

/** Times are milliseconds since the epoch. */
export interface SeriesRow {
  tier: Tier
  server: string
  start: number
  payload: Uint8Array
}

export interface RawRow extends Omit<SeriesRow, 'tier'> {
  /** The coarser tiers hold all that follows from it. */
  isFinal: boolean
}

/** A server's hours of checks, in the order of time. */
export interface StoredHours {
  /** When the first begins. */
  oldest: number
  payloads: readonly Uint8Array[]
}

export interface StoredBlock {
  id: bigint
  payload: Uint8Array
}

/** What is there of a server. */
export interface Extent {
  /** Its oldest hour of checks, its newest day of hours; null without one. */
  oldestRaw: number | null
  newestHour: number | null
}

/** Of one round of compaction, in bytes of blocks: an hour of a shard of 10,000 servers. */
const ROUND_BYTES = 1_000_000
/** As text: the embedded database's adapter reads bytes digit by digit, forty times as slowly. */
const PAYLOAD = Prisma.sql`encode(payload, 'base64') AS payload`
const SERIES = Prisma.sql`server, (extract(epoch FROM start) * 1000)::float8 AS start, ${PAYLOAD}`

/** Rows of history: blocks of checks as they came, and what was made of them. */
export class HistoryStore {
  constructor(private readonly db: Database) {}

  /**
   * Does the work in one transaction, alone over all processes; undefined when another one is at it. Throws what the
   * work throws, and then nothing was changed.
   */
  async exclusively<T>(work: (writes: HistoryWrites) => Promise<T>): Promise<T | undefined> {
    return this.db.transaction(async (queries) =>
      (await tryLockUntilCommit(queries, 'history')) ? work(new HistoryWrites(queries)) : undefined,
    )
  }

  /** By server, then by time. */
  rawOf(servers: readonly string[]): Promise<RawRow[]> {
    return this.db.run((queries) => loadRaw(queries, servers, { from: 0, to: Infinity }))
  }

  /** As `rawOf`, in a row for each server: to read a day of all of them, half of the time goes into rows. */
  async hoursOf(servers: readonly string[], since: number): Promise<Map<string, StoredHours>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ server: string; oldest: number; payloads: string }[]>`
        SELECT server, (extract(epoch FROM min(start)) * 1000)::float8 AS oldest,
          string_agg(encode(payload, 'base64'), ',' ORDER BY start) AS payloads
        FROM health_series
        WHERE tier = 'raw' AND server = ANY(${[...servers]}) AND start >= ${new Date(since)} GROUP BY server`,
    )
    return new Map(
      rows.map(({ server, oldest, payloads }) => [
        server,
        { oldest, payloads: payloads.split(',').map((payload) => Buffer.from(payload, 'base64')) },
      ]),
    )
  }

  rows(tier: Tier, servers: readonly string[], span: { from: number; to: number }): Promise<SeriesRow[]> {
    return this.db.run((queries) => loadRows(queries, tier, servers, span))
  }

  /** Blocks that are not compacted, oldest first: of a shard, or of all. */
  async blocks(shard?: number): Promise<StoredBlock[]> {
    const where = shard === undefined ? Prisma.empty : Prisma.sql`WHERE shard = ${shard}`
    const rows = await this.db.run(
      (queries) =>
        queries.$queryRaw<
          Encoded<StoredBlock>[]
        >`SELECT id, ${PAYLOAD} FROM check_block ${where} ORDER BY from_at, id`,
    )
    return rows.map(decoded)
  }

  /** Blocks above an id but those that are known already, in the order of their ids. */
  async blocksAfter(id: bigint, known: readonly bigint[]): Promise<StoredBlock[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<Encoded<StoredBlock>[]>`
        SELECT id, ${PAYLOAD} FROM check_block
        WHERE id > ${id} AND id <> ALL(${known.map(String)}::text[]::bigint[]) ORDER BY id`,
    )
    return rows.map(decoded)
  }

  /**
   * Forgets what a tier holds from before; of raw only what is final, and never a server's newest final hour before
   * then: its last check tells what held when the next hour began.
   */
  async prune(tier: Tier, before: number): Promise<number> {
    const at = new Date(before)
    const guard =
      tier === 'raw'
        ? Prisma.sql`AND old.rolled_to = 'infinity' AND EXISTS (
            SELECT FROM health_series AS newer
            WHERE newer.tier = 'raw' AND newer.server = old.server AND newer.rolled_to = 'infinity'
              AND newer.start > old.start AND newer.start < ${at})`
        : Prisma.empty
    return this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM health_series AS old WHERE old.tier = ${tier} AND old.start < ${at} ${guard}`,
    )
  }

  /** Forgets all about servers that are gone, and were not checked since. */
  async pruneGone(before: number): Promise<number> {
    const at = new Date(before)
    return this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM health_series WHERE server IN (
          SELECT DISTINCT server FROM health_series AS gone
          WHERE NOT EXISTS (SELECT FROM server WHERE server.name = gone.server)
            AND NOT EXISTS (
              SELECT FROM health_series AS newer
              WHERE newer.tier IN ('raw', 'hour') AND newer.server = gone.server AND newer.start >= ${at}))`,
    )
  }

  /** Gives the room of what was deleted to what comes: a server does so by itself, the embedded database does not. */
  async tidy(): Promise<void> {
    if (this.db.kind !== 'pglite') return
    await this.db.run((queries) => queries.$executeRawUnsafe('VACUUM check_block, health_series'))
  }
}

/** What compaction does in its transaction. */
export class HistoryWrites {
  constructor(private readonly queries: Queries) {}

  /** The oldest blocks that began before, of the shard that has the oldest of all; they are gone then. */
  async takeBlocks(before: number): Promise<Uint8Array[]> {
    const rows = await this.queries.$queryRaw<Encoded<{ payload: Uint8Array }>[]>`
      WITH oldest AS (
        SELECT shard FROM check_block WHERE from_at < ${new Date(before)} ORDER BY from_at LIMIT 1
      ), taken AS (
        SELECT id, sum(octet_length(payload)) OVER (ORDER BY block.from_at, id) - octet_length(payload) AS so_far
        FROM check_block AS block, oldest
        WHERE block.shard = oldest.shard AND block.from_at < ${new Date(before)}
      )
      DELETE FROM check_block WHERE id IN (SELECT id FROM taken WHERE so_far < ${ROUND_BYTES}) RETURNING ${PAYLOAD}`
    return rows.map((row) => decoded(row).payload)
  }

  raw(servers: readonly string[], span: { from: number; to: number }): Promise<RawRow[]> {
    return loadRaw(this.queries, servers, span)
  }

  rows(tier: Tier, servers: readonly string[], span: { from: number; to: number }): Promise<SeriesRow[]> {
    return loadRows(this.queries, tier, servers, span)
  }

  async extents(servers: readonly string[]): Promise<Map<string, Extent>> {
    const rows = await this.queries.$queryRaw<(Extent & { server: string })[]>`
      SELECT server,
        (extract(epoch FROM min(start) FILTER (WHERE tier = 'raw')) * 1000)::float8 AS "oldestRaw",
        (extract(epoch FROM max(start) FILTER (WHERE tier = 'hour')) * 1000)::float8 AS "newestHour"
      FROM health_series WHERE server = ANY(${[...servers]}) AND tier IN ('raw', 'hour') GROUP BY server`
    return new Map(rows.map(({ server, ...extent }) => [server, extent]))
  }

  /** Stores rows over those that were there. */
  async put(rows: readonly SeriesRow[]): Promise<void> {
    if (rows.length === 0) return
    const incoming = JSON.stringify(
      rows.map(({ payload, ...row }) => ({ ...row, payload: Buffer.from(payload).toString('base64') })),
    )
    await this.queries.$executeRaw`
      INSERT INTO health_series (tier, server, start, payload)
      SELECT tier, server, to_timestamp(start / 1000), decode(payload, 'base64')
      FROM json_to_recordset(${incoming}::json) AS incoming (tier text, server text, start float8, payload text)
      ON CONFLICT (tier, server, start) DO UPDATE SET payload = excluded.payload, rolled_to = NULL`
  }

  /** Notes that the coarser tiers do not hold the servers' hours from then on. */
  async reopen(from: readonly { server: string; start: number }[]): Promise<void> {
    if (from.length === 0) return
    await this.queries.$executeRaw`
      UPDATE health_series AS hour SET rolled_to = NULL
      FROM json_to_recordset(${JSON.stringify(from)}::json) AS since (server text, start float8)
      WHERE hour.tier = 'raw' AND hour.server = since.server AND hour.start >= to_timestamp(since.start / 1000)
        AND hour.rolled_to IS NOT NULL`
  }

  /** Servers with hours before `to` that are not rolled up to there, by name after the given one. */
  async stale(to: number, { after, limit }: { after: string; limit: number }): Promise<string[]> {
    const rows = await this.queries.$queryRaw<{ server: string }[]>`
      SELECT DISTINCT server FROM health_series
      WHERE tier = 'raw' AND server > ${after} AND start < ${new Date(to)}
        AND (rolled_to IS NULL OR rolled_to < ${new Date(to)})
      ORDER BY server LIMIT ${limit}`
    return rows.map(({ server }) => server)
  }

  async markRolled(hours: readonly { server: string; start: number; to: number | null }[]): Promise<void> {
    if (hours.length === 0) return
    await this.queries.$executeRaw`
      UPDATE health_series AS hour
      SET rolled_to = CASE WHEN rolled.until IS NULL THEN 'infinity' ELSE to_timestamp(rolled.until / 1000) END
      FROM json_to_recordset(${JSON.stringify(hours.map(({ to, ...hour }) => ({ ...hour, until: to })))}::json)
        AS rolled (server text, start float8, until float8)
      WHERE hour.tier = 'raw' AND hour.server = rolled.server AND hour.start = to_timestamp(rolled.start / 1000)`
  }
}

interface Span {
  from: number
  to: number
}

function within({ from, to }: Span): Prisma.Sql {
  const end = Number.isFinite(to) ? Prisma.sql`AND start < ${new Date(to)}` : Prisma.empty
  return Prisma.sql`start >= ${new Date(from)} ${end}`
}

async function loadRaw(queries: Queries, servers: readonly string[], span: Span): Promise<RawRow[]> {
  const rows = await queries.$queryRaw<Encoded<RawRow>[]>`
    SELECT ${SERIES}, coalesce(rolled_to = 'infinity', false) AS "isFinal" FROM health_series
    WHERE tier = 'raw' AND server = ANY(${[...servers]}) AND ${within(span)} ORDER BY server, start`
  return rows.map(decoded)
}

async function loadRows(
  queries: Queries,
  tier: Tier,
  servers: readonly string[],
  span: Span,
): Promise<SeriesRow[]> {
  const rows = await queries.$queryRaw<Encoded<SeriesRow>[]>`
    SELECT tier, ${SERIES} FROM health_series
    WHERE tier = ${tier} AND server = ANY(${[...servers]}) AND ${within(span)} ORDER BY server, start`
  return rows.map(decoded)
}

type Encoded<Row extends { payload: Uint8Array }> = Omit<Row, 'payload'> & { payload: string }

function decoded<Row extends { payload: string }>(row: Row): Omit<Row, 'payload'> & { payload: Uint8Array } {
  return { ...row, payload: Buffer.from(row.payload, 'base64') }
}
