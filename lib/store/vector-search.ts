import 'server-only'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { isRestricted, type PassageFilter, passageCondition, SERVED } from './passage-filter'
import { columnType, isIndexed, tableName, type VectorAbilities, type VectorTable } from './vector-tables'

/** A passage's id, and the cosine of the angle between its vector and the query's: -1 to 1. */
export interface Near {
  passage: string
  similarity: number
}

interface Wanted {
  table: VectorTable
  /** As pgvector reads it. */
  vector: string
  limit: number
  filter: PassageFilter
  abilities: VectorAbilities
}

/** So many are compared one by one, always: that is exact. */
const COMPARED = { least: 4_000, most: 20_000 }
/** To look at one more along the index takes as long as to compare so many (bench/vector-index). */
const WALK_COST = 16
/** pgvector's own limits of `hnsw.ef_search`. */
const MIN_BREADTH = 40
const MAX_BREADTH = 1_000
/** What a filter may leave out before the walk is given up. */
const MAX_WALKED = 50_000

export async function findNearest(db: Database, wanted: Wanted): Promise<Near[]> {
  const { table, filter, abilities } = wanted
  if (!isIndexed(table.dimension, abilities)) return db.run((queries) => compare(queries, wanted))
  const counts = await db.run((queries) => countMatching(queries, filter))
  if (isCompared(counts, wanted.limit)) return db.run((queries) => compare(queries, wanted))
  return db.transaction((queries) => walk(queries, wanted))
}

interface Counts {
  matching: number
  total: number
}

/** Whether to compare all that match is less work than the walk, which a filter makes longer the less it lets through. */
export function isCompared({ matching, total }: Counts, limit: number): boolean {
  if (matching <= COMPARED.least) return true
  return matching <= COMPARED.most && matching < (WALK_COST * limit * total) / matching
}

/** By the documents alone, which know how many passages they have. */
async function countMatching(queries: Queries, filter: PassageFilter): Promise<Counts> {
  const matches = isRestricted(filter) ? passageCondition(filter) : Prisma.sql`TRUE`
  const [row] = await queries.$queryRaw<Counts[]>`
    SELECT coalesce(sum(d.passages) FILTER (WHERE ${matches}), 0)::float8 AS matching,
      coalesce(sum(d.passages), 0)::float8 AS total
    FROM document d JOIN collection c ON c.id = d.collection_id WHERE d.generation > 0`
  return row ?? { matching: 0, total: 0 }
}

/** All that match, each compared. */
async function compare(
  queries: Queries,
  { table, vector, limit, filter, abilities }: Wanted,
): Promise<Near[]> {
  const query = Prisma.sql`${vector}::text::${columnType(table.dimension, abilities)}`
  // Materialized: the distance alone is sorted, and no index is walked for the order.
  const rows = await queries.$queryRaw<Near[]>`
    WITH compared AS MATERIALIZED (
      SELECT v.passage_id, 1 - (v.embedding <=> ${query}) AS similarity
      FROM passage p ${SERVED} JOIN ${tableName(table.id)} v ON v.passage_id = p.id
      WHERE ${passageCondition(filter)}
    )
    SELECT passage_id::text AS passage, similarity FROM compared
    WHERE similarity <> 'NaN' ORDER BY similarity DESC, passage_id LIMIT ${limit}`
  return rows
}

/** Along the index, further where what is not served or does not match has taken places. */
async function walk(queries: Queries, { table, vector, limit, filter, abilities }: Wanted): Promise<Near[]> {
  const breadth = Math.min(MAX_BREADTH, Math.max(MIN_BREADTH, Math.ceil(limit * 1.5)))
  const query = Prisma.sql`${vector}::text::${columnType(table.dimension, abilities)}`
  // Nobody keeps statistics in the embedded database, so its planner would sort; only the index gives the order without.
  await queries.$queryRaw`
    SELECT set_config('enable_sort', 'off', true), set_config('hnsw.ef_search', ${String(breadth)}, true)`
  if (abilities.iterative) {
    await queries.$queryRaw`
      SELECT set_config('hnsw.iterative_scan', 'strict_order', true),
        set_config('hnsw.max_scan_tuples', ${String(MAX_WALKED)}, true)`
  }
  return queries.$queryRaw<Near[]>`
    SELECT v.passage_id::text AS passage, 1 - (v.embedding <=> ${query}) AS similarity
    FROM ${tableName(table.id)} v JOIN passage p ON p.id = v.passage_id ${SERVED}
    WHERE ${passageCondition(filter)}
    ORDER BY v.embedding <=> ${query} LIMIT ${limit}`
}
