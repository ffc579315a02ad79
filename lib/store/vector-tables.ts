import 'server-only'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

/**
 * Tables of vectors are made at run time and not by a migration: they need the extension pgvector, which a database may
 * not have, or may be given later, and the type of their column holds the model's dimension. `vector_index` names the
 * indexes; each has a table `passage_vector_<id>` of its own, so that it is filled without a look at the others, and is
 * gone in an instant.
 */
export interface VectorTable {
  id: number
  dimension: number
}

/** pgvector's limits of an HNSW index: https://github.com/pgvector/pgvector#hnsw */
const MAX_VECTOR = 2_000
const MAX_HALFVEC = 4_000

/** What this pgvector can do. */
export interface VectorAbilities {
  /** HNSW at all: 0.5. */
  hnsw: boolean
  /** Half-precision vectors, which an index of more than 2,000 dimensions needs: 0.7. */
  halfvec: boolean
  /** Going on where a filter has left too few: 0.8. */
  iterative: boolean
}

/** Makes the extension and the list of indexes, where they are not there. Answers with why it can't, or what it can. */
export async function prepareVectors(db: Database): Promise<VectorAbilities | { missing: string }> {
  const version = await extensionVersion(db)
  if (version === undefined) {
    return {
      missing:
        'The database has no pgvector, so passages are found by their words alone. Install pgvector on the PostgreSQL ' +
        'server (0.8 or newer) and restart Portolan, or use the embedded database',
    }
  }
  try {
    await db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'vectors')
      await queries.$executeRaw`CREATE EXTENSION IF NOT EXISTS vector`
      await queries.$executeRaw`
        CREATE TABLE IF NOT EXISTS vector_index (
          id serial PRIMARY KEY,
          provider text NOT NULL,
          model text NOT NULL,
          dimension int NOT NULL,
          fingerprint text NOT NULL,
          probe vector NOT NULL,
          state text NOT NULL,
          error text,
          builder text,
          builder_until timestamptz,
          created_at timestamptz NOT NULL DEFAULT now()
        )`
    })
  } catch (error) {
    if (isAppError(error) && error.code === 'database-unavailable') throw error
    return {
      missing:
        `The database has pgvector, but it can't be used (${messageOf(error).split('\n').at(-1) ?? ''}), so passages ` +
        'are found by their words alone. Let an administrator run CREATE EXTENSION vector in it, and restart Portolan',
    }
  }
  return abilitiesOf(version)
}

/** Without its index, which `indexVectorTable` makes. */
export async function createVectorTable(
  queries: Queries,
  { id, dimension }: VectorTable,
  abilities: VectorAbilities,
): Promise<void> {
  const name = tableName(id)
  await queries.$executeRaw`
    CREATE TABLE ${name} (
      passage_id bigint PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
      hash bytea NOT NULL,
      embedding ${columnType(dimension, abilities)} NOT NULL
    )`
  await queries.$executeRaw`CREATE INDEX ON ${name} (hash)`
}

/**
 * Makes the index to search by, where there is none: on a server when the rows are there, which costs a sixteenth of
 * adding them to it one by one, and holds up no writer; on the embedded database before the first, as adding rows in small
 * batches holds it for no longer than one of them. One that was broken off in its middle is made anew.
 */
export async function indexVectorTable(
  db: Database,
  { id, dimension }: VectorTable,
  abilities: VectorAbilities,
): Promise<void> {
  if (!isIndexed(dimension, abilities)) return
  const [made] = await db.run(
    (queries) => queries.$queryRaw<{ name: string; whole: boolean }[]>`
      SELECT c.relname AS name, i.indisvalid AS whole FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
      WHERE a.amname = 'hnsw' AND i.indrelid = ${`passage_vector_${Math.trunc(id)}`}::regclass`,
  )
  if (made?.whole) return
  // Neither may stand in a transaction.
  if (made) {
    const broken = Prisma.raw(`"${made.name}"`)
    await db.run((queries) => queries.$executeRaw`DROP INDEX CONCURRENTLY IF EXISTS ${broken}`)
  }
  const how = Prisma.raw(db.kind === 'postgres' ? 'CONCURRENTLY' : '')
  await db.run(
    (queries) => queries.$executeRaw`
      CREATE INDEX ${how} ON ${tableName(id)} USING hnsw (embedding ${operators(dimension)})`,
  )
}

export async function dropVectorTable(queries: Queries, id: number): Promise<void> {
  await queries.$executeRaw`DROP TABLE IF EXISTS ${tableName(id)}`
}

export function tableName(id: number): Prisma.Sql {
  return Prisma.raw(`passage_vector_${Math.trunc(id)}`)
}

/** The type of the column, with its dimension. */
export function columnType(dimension: number, abilities: VectorAbilities): Prisma.Sql {
  return Prisma.raw(`${typeName(dimension, abilities)}(${Math.trunc(dimension)})`)
}

/** Whether there is an index to search by; without one all vectors are compared. */
export function isIndexed(dimension: number, { hnsw, halfvec }: VectorAbilities): boolean {
  return hnsw && (dimension <= MAX_VECTOR || (halfvec && dimension <= MAX_HALFVEC))
}

function typeName(dimension: number, { hnsw, halfvec }: VectorAbilities): 'vector' | 'halfvec' {
  return hnsw && halfvec && dimension > MAX_VECTOR && dimension <= MAX_HALFVEC ? 'halfvec' : 'vector'
}

function operators(dimension: number): Prisma.Sql {
  return Prisma.raw(dimension <= MAX_VECTOR ? 'vector_cosine_ops' : 'halfvec_cosine_ops')
}

async function extensionVersion(db: Database): Promise<string | undefined> {
  const [row] = await db.run(
    (queries) => queries.$queryRaw<{ version: string | null }[]>`
      SELECT coalesce(installed_version, default_version) AS version
      FROM pg_available_extensions WHERE name = 'vector'`,
  )
  return row?.version ?? undefined
}

function abilitiesOf(version: string): VectorAbilities {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isAtLeast = (wanted: number) => major > 0 || minor >= wanted
  return { hnsw: isAtLeast(5), halfvec: isAtLeast(7), iterative: isAtLeast(8) }
}
