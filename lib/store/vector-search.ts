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

/** So many are compared one by one: faster than the walk through an index that a filter makes long, and exact. */
const COMPARED = 4_000
/** pgvector's own limits of `hnsw.ef_search`. */
const MIN_BREADTH = 40
const MAX_BREADTH = 1_000
/** What a filter may leave out before the walk is given up. */
const MAX_WALKED = 50_000

export async function findNearest(db: Database, wanted: Wanted): Promise<Near[]> {
  const { table, filter, abilities } = wanted
  if (!isIndexed(table.dimension, abilities)) return db.run((queries) => compare(queries, wanted))
  const matching = await db.run((queries) => countMatching(queries, filter))
  if (matching <= COMPARED) return db.run((queries) => compare(queries, wanted))
  return db.transaction((queries) => walk(queries, wanted))
}

/** By the documents alone, which know how many passages they have. */
async function countMatching(queries: Queries, filter: PassageFilter): Promise<number> {
  const [row] = isRestricted(filter)
    ? await queries.$queryRaw<{ passages: number }[]>`
        SELECT coalesce(sum(d.passages), 0)::float8 AS passages
        FROM document d JOIN collection c ON c.id = d.collection_id
        WHERE d.generation > 0 AND ${passageCondition(filter)}`
    : await queries.$queryRaw<{ passages: number }[]>`
        SELECT coalesce(sum(d.passages), 0)::float8 AS passages FROM document d WHERE d.generation > 0`
  return row?.passages ?? 0
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
