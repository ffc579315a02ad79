import 'server-only'
import type { Delivery } from '@/lib/domain/webhook'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { enqueueDeliveries, type EnqueueOptions } from './delivery-intake'
import {
  type ClaimedDelivery,
  DELIVERY_COLUMNS,
  type DeliveryPage,
  type DeliveryRow,
  readCursor,
  toClaimed,
  toDelivery,
  writeCursor,
} from './delivery-rows'
import { lockUntilCommit } from './locks'

export interface ClaimOptions {
  now: string
  leasedUntil: string
  /** Lines that may be taken of each webhook; a webhook that is not named is left alone. */
  room: ReadonlyMap<string, number>
  /** Deliveries of one line. */
  batch: number
}

/** How one delivery stands after an attempt. */
export interface Attempted {
  place: number
  state: Delivery['state']
  attempts: number
  nextAt: string
  endedAt: string | null
  status: number | null
  error: string | null
  durationMs: number | null
}

export interface DeliveryCounts {
  waiting: number
  dead: number
}

/** Of all webhooks together; `oldestAt` in ms, null when nothing waits. */
export interface Backlog extends DeliveryCounts {
  oldestAt: number | null
}

/** What is on its way to webhooks, in the order of the feed. */
export class DeliveryStore {
  constructor(private readonly db: Database) {}

  /** Takes over what the feed has stored since the last time, once over all replicas. */
  enqueue(options: EnqueueOptions): Promise<{ added: number; hasMore: boolean }> {
    return enqueueDeliveries(this.db, options)
  }

  /** The first of each line that is due, with those that follow it; for this caller alone until the lease is over. */
  async claim({ now, leasedUntil, room, batch }: ClaimOptions): Promise<ClaimedDelivery[]> {
    if (room.size === 0) return []
    const wanted = JSON.stringify([...room].map(([id, lines]) => ({ id, lines })))
    const rows = await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'webhooks')
      const claimed = await queries.$queryRaw<DeliveryRow[]>`
        WITH wanted AS (
          SELECT id, lines FROM json_to_recordset(${wanted}::json) AS given (id uuid, lines int)
        ), heads AS (
          SELECT DISTINCT ON (webhook_id, line) webhook_id, line, place, next_at, leased_until
          FROM webhook_delivery JOIN wanted ON wanted.id = webhook_id
          WHERE state = 'waiting' ORDER BY webhook_id, line, place
        ), due AS (
          SELECT webhook_id, line, row_number() OVER (PARTITION BY webhook_id ORDER BY next_at, place) AS turn
          FROM heads
          WHERE next_at <= ${now}::timestamptz AND (leased_until IS NULL OR leased_until <= ${now}::timestamptz)
        ), taken AS (
          SELECT next.place FROM due JOIN wanted ON wanted.id = due.webhook_id AND due.turn <= wanted.lines,
          LATERAL (
            SELECT place FROM webhook_delivery
            WHERE webhook_id = due.webhook_id AND state = 'waiting' AND line = due.line
            ORDER BY place LIMIT ${batch}
          ) AS next
        )
        UPDATE webhook_delivery AS delivery SET leased_until = ${leasedUntil}::timestamptz
        FROM taken WHERE delivery.place = taken.place
        RETURNING ${DELIVERY_COLUMNS}, delivery.payload`
      const unreadable = claimed.filter((row) => !toClaimed(row)).map(({ place }) => place)
      if (unreadable.length > 0) await giveUp(queries, unreadable, now)
      return claimed
    })
    return rows.flatMap((row) => toClaimed(row) ?? []).sort((one, other) => one.place - other.place)
  }

  /** Writes down how attempts went. What was removed or sent anew meanwhile stays as it is. */
  async settle(attempts: readonly Attempted[]): Promise<void> {
    if (attempts.length === 0) return
    const given = JSON.stringify(attempts)
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE webhook_delivery AS delivery
        SET state = given.state, attempts = given.attempts, next_at = given."nextAt", ended_at = given."endedAt",
            status = given.status, error = given.error, duration_ms = given."durationMs", leased_until = NULL
        FROM json_to_recordset(${given}::json) AS given (place bigint, state text, attempts int,
          "nextAt" timestamptz, "endedAt" timestamptz, status int, error text, "durationMs" float8)
        WHERE delivery.place = given.place AND delivery.state = 'waiting'`,
    )
  }

  /** Lets others have what was claimed and not sent. */
  async release(places: readonly number[]): Promise<void> {
    if (places.length === 0) return
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE webhook_delivery SET leased_until = NULL WHERE place = ANY(${[...places]}::bigint[])`,
    )
  }

  /** When the first line will be due, in ms; null while nothing waits. */
  async nextDueAt(): Promise<number | null> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ at: Date | null }[]>`
        SELECT min(greatest(next_at, coalesce(leased_until, next_at))) AS at FROM (
          SELECT DISTINCT ON (webhook_id, line) next_at, leased_until FROM webhook_delivery
          WHERE state = 'waiting' ORDER BY webhook_id, line, place) AS heads`,
    )
    return row?.at?.getTime() ?? null
  }

  /** Given up, or those of them that are named: tried for another day. Answers with how many. */
  async retry(webhook: string, ids: readonly string[] | undefined, at: string): Promise<number> {
    const some = ids ? Prisma.sql`AND id = ANY(${[...ids]}::uuid[])` : Prisma.empty
    return this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE webhook_delivery
        SET state = 'waiting', attempts = 0, since = ${at}::timestamptz, next_at = ${at}::timestamptz,
            ended_at = NULL, leased_until = NULL
        WHERE webhook_id = ${webhook}::uuid AND state = 'dead' ${some}`,
    )
  }

  /** Newest first. Throws `bad-input` for a cursor that is none. */
  async page(webhook: string, { state, limit, cursor }: PageQuery): Promise<DeliveryPage> {
    const only = state === undefined ? Prisma.empty : Prisma.sql`AND state = ${state}`
    const before = cursor === undefined ? Prisma.empty : Prisma.sql`AND place < ${readCursor(cursor)}`
    const [rows, [counted]] = await Promise.all([
      this.db.run(
        (queries) => queries.$queryRaw<DeliveryRow[]>`
          SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery AS delivery
          WHERE webhook_id = ${webhook}::uuid ${only} ${before} ORDER BY place DESC LIMIT ${limit + 1}`,
      ),
      this.db.run(
        (queries) => queries.$queryRaw<{ total: bigint }[]>`
          SELECT count(*) AS total FROM webhook_delivery WHERE webhook_id = ${webhook}::uuid ${only}`,
      ),
    ])
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: shown.map(toDelivery),
      nextCursor: last && rows.length > limit ? writeCursor(last.place) : null,
      total: Number(counted?.total ?? 0),
    }
  }

  /** By webhook; one without any is left out. */
  async counts(): Promise<Map<string, DeliveryCounts>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: string; waiting: bigint; dead: bigint }[]>`
        SELECT webhook_id::text AS id, count(*) FILTER (WHERE state = 'waiting') AS waiting,
               count(*) FILTER (WHERE state = 'dead') AS dead
        FROM webhook_delivery WHERE state IN ('waiting', 'dead') GROUP BY webhook_id`,
    )
    return new Map(
      rows.map(({ id, waiting, dead }) => [id, { waiting: Number(waiting), dead: Number(dead) }]),
    )
  }

  async backlog(): Promise<Backlog> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ waiting: bigint; dead: bigint; oldest: Date | null }[]>`
        SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
               min(created_at) FILTER (WHERE state = 'waiting') AS oldest
        FROM webhook_delivery WHERE state IN ('waiting', 'dead')`,
    )
    const { waiting = 0n, dead = 0n, oldest = null } = row ?? {}
    return { waiting: Number(waiting), dead: Number(dead), oldestAt: oldest?.getTime() ?? null }
  }

  /** Of each webhook the newest that was tried. */
  async lastTried(webhooks: readonly string[]): Promise<Map<string, Delivery>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<DeliveryRow[]>`
        SELECT ${DELIVERY_COLUMNS} FROM unnest(${[...webhooks]}::uuid[]) AS wanted, LATERAL (
          SELECT * FROM webhook_delivery
          WHERE webhook_id = wanted AND attempts > 0 ORDER BY place DESC LIMIT 1) AS delivery`,
    )
    return new Map(rows.map((row) => [row.webhook_id, toDelivery(row)]))
  }

  /** Forgets what is over: by age, and of each webhook all but the newest. Answers with how many. */
  async prune({ delivered, dead, keep }: { delivered: Date; dead: Date; keep: number }): Promise<number> {
    return this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM webhook_delivery USING (
          SELECT place AS old, row_number() OVER (PARTITION BY webhook_id, state ORDER BY place DESC) AS turn
          FROM webhook_delivery WHERE state IN ('delivered', 'dead')
        ) AS over
        WHERE place = old AND (turn > ${keep}
          OR (state = 'delivered' AND ended_at < ${delivered}) OR (state = 'dead' AND ended_at < ${dead}))`,
    )
  }
}

interface PageQuery {
  state?: Delivery['state'] | undefined
  limit: number
  cursor?: string | undefined
}

/** Or they would hold back their line for ever. */
async function giveUp(queries: Queries, places: readonly bigint[], at: string): Promise<void> {
  await queries.$executeRaw`
    UPDATE webhook_delivery SET state = 'dead', ended_at = ${at}::timestamptz, leased_until = NULL,
      error = 'This version of Portolan can not read the event any more'
    WHERE place = ANY(${places}::bigint[])`
}
