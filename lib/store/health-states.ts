import 'server-only'
import { z } from 'zod'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import type { Lease, shareOut } from '@/lib/health/shard'
import type { Database, Queries } from './database'
import { appendWithin } from './events'
import { type HealthRow, type StoredHealth, toRecord, toStoredHealth } from './health-rows'
import { lockUntilCommit } from './locks'

/** Told of each write of states, with a `HealthNews` as payload. */
export const HEALTH_CHANNEL = 'portolan_health'

const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), replica: z.string() }),
  z.object({ kind: z.literal('rules'), replica: z.string() }),
])
/** What replicas tell each other. */
export type HealthNews = z.infer<typeof newsSchema>

/** The checks of one shard in one sweep, packed. */
export interface Block {
  shard: number
  /** Milliseconds since the epoch, of the earliest and the latest check in it. */
  fromAt: number
  toAt: number
  payload: Uint8Array
}

export interface HealthWrite {
  replica: string
  states: Omit<StoredHealth, 'replica' | 'savedAt'>[]
  blocks: Block[]
  /** Servers that are there no more. */
  gone: string[]
  /** It may have been written before, by a try whose answer was lost. */
  isRepeated: boolean
  /** What is told of it. */
  events: Happening[]
}

export interface Beat {
  replica: string
  leaseMs: number
  /** Milliseconds since the epoch; null before the first. */
  sweptAt: number | null
  lagMs: number | null
}

/** A finding that is older than what is stored by less than this is a late one; by more, its clock was another. */
const LATE_MS = 60_000

/** What is thought of servers, and which replica sweeps which of them. */
export class HealthStateStore {
  constructor(private readonly db: Database) {}

  /** Whether other processes may work on the same database. */
  get isShared(): boolean {
    return this.db.kind === 'postgres'
  }

  async all(): Promise<StoredHealth[]> {
    const rows = await this.db.run((queries) => queries.serverHealth.findMany())
    return rows.flatMap(toStoredHealth)
  }

  /** What other replicas have written since, by the database's clock in ms. */
  async savedSince(since: number, me: string): Promise<StoredHealth[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<HealthRow[]>`
        SELECT name, verdict, reason, since, state, next_at AS "nextAt", replica, saved_at AS "savedAt"
        FROM server_health WHERE saved_at > ${new Date(since)} AND replica <> ${me}`,
    )
    return rows.flatMap(toStoredHealth)
  }

  /** All or nothing: what a sweep came to. Answers with the events as stored. */
  async save({ events, ...write }: HealthWrite): Promise<FeedEntry[]> {
    if (events.length > 0) {
      return this.db.transaction(async (queries) => {
        await this.#write(queries, write)
        return appendWithin(queries, events)
      })
    }
    await this.db.run((queries) => this.#write(queries, write))
    return []
  }

  /** In one statement. */
  async #write(
    queries: Queries,
    { replica, states, blocks, gone, isRepeated }: Omit<HealthWrite, 'events'>,
  ): Promise<void> {
    const text = JSON.stringify({
      states: states.map(toRecord),
      gone,
      blocks: blocks.map(({ shard, fromAt, toAt, payload }) => ({
        ...{ shard, from_at: new Date(fromAt).toISOString(), to_at: new Date(toAt).toISOString() },
        payload: Buffer.from(payload).toString('base64'),
      })),
    })
    const news: HealthNews = { kind: 'saved', replica }
    const told = this.isShared && states.length > 0 ? JSON.stringify(news) : ''
    await queries.$executeRaw`
        WITH input AS (SELECT ${text}::json AS it),
        removed AS (
          DELETE FROM server_health
          WHERE name IN (SELECT json_array_elements_text(it -> 'gone') FROM input)
        ),
        states AS (
          INSERT INTO server_health (name, verdict, reason, since, state, next_at, replica, saved_at)
          SELECT name, verdict, reason, since, state, next_at, ${replica}, clock_timestamp()
          FROM input, json_to_recordset(it -> 'states') AS incoming
            (name text, verdict text, reason json, since timestamptz, state json, next_at timestamptz)
          ON CONFLICT (name) DO UPDATE
          SET verdict = excluded.verdict, reason = excluded.reason, since = excluded.since,
              state = excluded.state, next_at = excluded.next_at, replica = excluded.replica,
              saved_at = excluded.saved_at
          -- What was found before, by a replica that had the share before, comes too late; an hour is a clock that was set.
          WHERE server_health.replica = excluded.replica
            OR NOT coalesce((server_health.state #>> '{last,at}')::float8 - (excluded.state #>> '{last,at}')::float8
              BETWEEN 1 AND ${LATE_MS}::float8, false)
        ),
        blocks AS (
          INSERT INTO check_block (shard, from_at, to_at, payload)
          SELECT shard, from_at, to_at, decode(payload, 'base64')
          FROM input, json_to_recordset(it -> 'blocks') AS incoming
            (shard int, from_at timestamptz, to_at timestamptz, payload text)
          WHERE NOT ${isRepeated} OR NOT EXISTS (
            SELECT 1 FROM check_block AS stored
            WHERE stored.from_at = incoming.from_at AND stored.shard = incoming.shard
              AND stored.payload = decode(incoming.payload, 'base64'))
        )
        SELECT CASE WHEN ${told} <> '' THEN pg_notify(${HEALTH_CHANNEL}, ${told})::text END`
  }

  /** Null: something may have been missed. Returns the function that stops listening. */
  listen(onNews: (news: HealthNews | null) => void): Promise<() => Promise<void>> {
    return this.db.listen(HEALTH_CHANNEL, (payload) => {
      const news = newsSchema.safeParse(payload === '' ? undefined : parsed(payload))
      if (news.success || payload === '') onNews(news.data ?? null)
    })
  }

  async tell(news: HealthNews): Promise<void> {
    await this.db.notify(HEALTH_CHANNEL, JSON.stringify(news))
  }

  /** Says that the replica lives, and lets it take its share. Answers with the shards that it holds for `leaseMs`. */
  async beat(beat: Beat, share: typeof shareOut): Promise<number[]> {
    const { replica, leaseMs } = beat
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'health')
      const replicas = await present(queries, beat)
      const leases = await queries.$queryRaw<Lease[]>`
        SELECT shard, replica, leased_until <= clock_timestamp() AS "isLapsed" FROM health_shard`
      const { keep, release } = share(replica, leases, replicas)
      await queries.$executeRaw`DELETE FROM health_shard WHERE replica = ${replica} AND shard = ANY(${release}::int[])`
      await queries.$executeRaw`
        INSERT INTO health_shard (shard, replica, leased_until)
        SELECT shard, ${replica}, clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
        FROM unnest(${keep}::int[]) AS shard
        ON CONFLICT (shard) DO UPDATE SET replica = excluded.replica, leased_until = excluded.leased_until`
      return keep
    })
  }

  /** Leaves its shards to others at once. */
  async leave(replica: string): Promise<void> {
    await this.db.transaction(async (queries) => {
      await queries.$executeRaw`DELETE FROM health_shard WHERE replica = ${replica}`
      await queries.$executeRaw`DELETE FROM health_replica WHERE replica = ${replica}`
    })
  }
}

/** How many replicas live, this one included. Those that are long gone are forgotten. */
async function present(queries: Queries, { replica, leaseMs, sweptAt, lagMs }: Beat): Promise<number> {
  await queries.$executeRaw`
    INSERT INTO health_replica (replica, beat_at, swept_at, lag_ms)
    VALUES (${replica}, clock_timestamp(), ${sweptAt === null ? null : new Date(sweptAt)}::timestamptz, ${lagMs}::float8)
    ON CONFLICT (replica) DO UPDATE
    SET beat_at = excluded.beat_at, swept_at = excluded.swept_at, lag_ms = excluded.lag_ms`
  await queries.$executeRaw`
    DELETE FROM health_replica WHERE beat_at <= clock_timestamp() - ${leaseMs}::float8 * interval '1 millisecond'`
  return queries.healthReplica.count()
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
