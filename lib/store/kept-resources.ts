import 'server-only'
import { RESOURCE_TTL_MS } from '@/lib/domain/document'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { type StoredDocument, toStored } from './document-rows'
import { RESTING } from './documents'

const KEPT = { origin: 'resource', kept: true } as const
/** What is under way is read when it is through; what a person has cancelled, when it is asked for again. */
const AT_REST: Prisma.DocumentWhereInput = { OR: [{ state: { in: ['ready', 'failed'] } }, RESTING] }
const IS_KEPT = Prisma.sql`origin = 'resource' AND kept`

/** Servers' resources that are kept up to date: which they are, who tells of them, and when each is to be read again. */
export class KeptResourceStore {
  constructor(private readonly db: Database) {}

  /** URIs by server. */
  async byServer(): Promise<Map<string, string[]>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ server: string; uris: string[] }[]>`
        SELECT server, array_agg(DISTINCT uri) AS uris FROM document WHERE ${IS_KEPT} GROUP BY server`,
    )
    return new Map(rows.map(({ server, uris }) => [server, uris]))
  }

  async dueServers(now: Date): Promise<string[]> {
    const rows = await this.db.run((queries) =>
      queries.document.groupBy({
        by: ['server'],
        where: { ...KEPT, ...AT_REST, readNextAt: { lte: now } },
      }),
    )
    return rows.flatMap(({ server }) => server ?? [])
  }

  /** Whether some are due, be they under way still. */
  async hasDue(server: string, now: Date): Promise<boolean> {
    const where = { ...KEPT, server, readNextAt: { lte: now }, state: { not: 'cancelled' } }
    return (await this.db.run((queries) => queries.document.count({ where }))) > 0
  }

  /** Of one server, the longest due first. */
  async due(server: string, now: Date, limit: number): Promise<StoredDocument[]> {
    const rows = await this.db.run((queries) =>
      queries.document.findMany({
        where: { ...KEPT, ...AT_REST, server, readNextAt: { lte: now } },
        orderBy: { readNextAt: 'asc' },
        take: limit,
      }),
    )
    return rows.map(toStored)
  }

  /** They have changed: they are due now. */
  async expire(server: string, uris: readonly string[], now: Date): Promise<void> {
    await this.db.run((queries) =>
      queries.document.updateMany({
        where: { ...KEPT, server, uri: { in: [...uris] } },
        data: { readNextAt: now },
      }),
    )
  }

  /** Due are those that could not be read the last time and, where it has listed, those that it lists no more: so many. */
  async expireDoubtful(server: string, listed: readonly string[] | undefined, now: Date): Promise<number> {
    const gone = listed ? Prisma.sql`OR uri <> ALL(${[...listed]})` : Prisma.empty
    return this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE document SET read_next_at = ${now}::timestamptz
        WHERE ${IS_KEPT} AND server = ${server} AND (read_problem IS NOT NULL ${gone})`,
    )
  }

  /**
   * Of these, and of no others, the server tells from now on. What it tells of anew is due: nobody knows whether it
   * changed before. What it tells of no more goes by time again. Answers the collections that they are of.
   */
  async noteWatched(server: string, uris: readonly string[], now: Date): Promise<string[]> {
    const isTold = Prisma.sql`uri = ANY(${[...uris]})`
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ collection: string }[]>`
        UPDATE document SET watched = ${isTold}, read_next_at =
          CASE WHEN ${isTold} THEN ${now}::timestamptz
            ELSE least(read_next_at, ${now}::timestamptz + ${TTL}) END
        WHERE ${IS_KEPT} AND server = ${server} AND watched <> (${isTold}) RETURNING collection_id AS collection`,
    )
    return [...new Set(rows.map(({ collection }) => collection))]
  }

  /** At the start, when no server tells of anything yet: those that went by what it told are due in their time. */
  async forgetWatched(now: Date): Promise<void> {
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE document SET watched = false,
          read_next_at = least(read_next_at, greatest(${now}::timestamptz, coalesce(read_at, created_at) + ${TTL}))
        WHERE ${IS_KEPT} AND watched`,
    )
  }
}

const TTL = Prisma.sql`make_interval(secs => coalesce(ttl_ms, ${RESOURCE_TTL_MS}::int) / 1000.0)`
