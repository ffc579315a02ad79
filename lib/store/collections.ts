import 'server-only'
import { randomUUID } from 'node:crypto'
import { type ChunkSettings, chunkSettingsSchema, type Collection } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { lockUntilCommit } from './locks'

export interface CollectionInput {
  name: string
  description: string
  tags: string[]
  chunking: ChunkSettings
}

/** Collections with what they hold in numbers. */
export class CollectionStore {
  constructor(private readonly db: Database) {}

  /** By name. */
  list(): Promise<Collection[]> {
    return this.#select(Prisma.sql`true`)
  }

  /** By id or, first of all, by name. */
  async find(idOrName: string): Promise<Collection | undefined> {
    const found = await this.#select(Prisma.sql`c.name = ${idOrName} OR c.id::text = ${idOrName}`)
    return found.find(({ name }) => name === idOrName) ?? found[0]
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<Collection> {
    const [found] = await this.#select(Prisma.sql`c.id = ${id}::uuid`)
    if (!found) throw gone()
    return found
  }

  /** How its documents are cut; without counting them. Throws `not-found`. */
  async chunking(id: string): Promise<ChunkSettings> {
    const row = await this.db.run((queries) =>
      queries.collection.findUnique({ where: { id }, select: { chunking: true } }),
    )
    if (!row) throw gone()
    return chunkSettingsSchema.parse(row.chunking)
  }

  /** Undefined when the name is taken. */
  async create(input: CollectionInput): Promise<Collection | undefined> {
    const now = new Date()
    const [row] = await this.db.run((queries) =>
      queries.collection.createManyAndReturn({
        data: [{ id: randomUUID(), ...input, createdAt: now, updatedAt: now }],
        skipDuplicates: true,
        select: { id: true },
      }),
    )
    return row ? this.get(row.id) : undefined
  }

  /** Throws `not-found`, `already-exists`. */
  async change(id: string, change: Partial<CollectionInput>): Promise<Collection> {
    const { name } = change
    await this.db.transaction(async (queries) => {
      const other = name === undefined ? null : await queries.collection.findUnique({ where: { name } })
      if (other && other.id !== id) throw nameTaken(name)
      const { count } = await queries.collection.updateMany({
        where: { id },
        data: { ...change, updatedAt: new Date() },
      })
      if (count === 0) throw gone()
    })
    return this.get(id)
  }

  /** Without its documents: they are to be gone. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.transaction(async (queries) => {
      // Nobody is in the midst of adding a document to it.
      await lockUntilCommit(queries, 'library')
      return queries.collection.deleteMany({ where: { id } })
    })
    if (count === 0) throw gone()
  }

  async #select(condition: Prisma.Sql): Promise<Collection[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<Row[]>`
        SELECT c.*, coalesce(held.documents, 0)::int AS documents, coalesce(held.passages, 0)::int AS passages,
          coalesce(held.bytes, 0)::float8 AS bytes
        FROM collection c LEFT JOIN (
          SELECT collection_id, count(*) AS documents, sum(passages) AS passages, sum(size) AS bytes
          FROM document GROUP BY collection_id) AS held ON held.collection_id = c.id
        WHERE ${condition} ORDER BY c.name, c.id`,
    )
    return rows.map(toCollection)
  }
}

interface Row extends Pick<Collection, 'id' | 'name' | 'description' | 'documents' | 'passages' | 'bytes'> {
  tags: string[] | null
  chunking: unknown
  created_at: Date
  updated_at: Date
}

function toCollection({ created_at, updated_at, tags, chunking, ...row }: Row): Collection {
  return {
    ...row,
    tags: tags ?? [],
    chunking: chunkSettingsSchema.parse(chunking),
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  }
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such collection; it may have been deleted')
}

function nameTaken(name = ''): AppError {
  return new AppError('already-exists', `There is a collection named “${name}” already`)
}
