import 'server-only'
import type { DocumentState } from '@/lib/domain/document'
import { UNFINISHED_STATES } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { storableText } from '@/lib/kit/storable-text'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import {
  type DocumentFilter,
  matchingDocuments,
  type DocumentPage,
  type DocumentsQuery,
  pageOfDocuments,
} from './document-pages'
import { nextReadOf, type ReadingNote } from './document-intake'
import { type StoredDocument, toStored } from './document-rows'
import { lockUntilCommit } from './locks'
import type { Reading } from './readings'

/** What a person may change of it. */
export interface DocumentChange {
  name?: string
  tags?: string[]
  collectionId?: string
  kept?: boolean
  watched?: boolean
  readNextAt?: Date | null
}

/** What was told of a document that is gone. */
export interface RemovedDocument {
  id: string
  collection: string
  name: string
  title: string | null
  contents: string[]
}

const OPEN = { in: [...UNFINISHED_STATES] }
/** All is done but the vectors, whose maker did not answer. */
export const RESTING = { state: 'embedding', error: { not: Prisma.DbNull } }
const NOT_RESTING = { NOT: RESTING }
const MAX_PROBLEM = 1_000

/** Rows of documents. What changes the state of one names the generation it is about: a newer one has its own run. */
export class DocumentStore {
  constructor(private readonly db: Database) {}

  page(query: DocumentsQuery): Promise<DocumentPage> {
    return pageOfDocuments(this.db, query)
  }

  async find(id: string): Promise<StoredDocument | undefined> {
    const row = await this.db.run((queries) => queries.document.findUnique({ where: { id } }))
    return row ? toStored(row) : undefined
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<StoredDocument> {
    const found = await this.find(id)
    if (!found) throw documentGone()
    return found
  }

  /** Throws `not-found`, `already-exists`. */
  async change(id: string, change: DocumentChange): Promise<StoredDocument> {
    return this.db.transaction(async (queries) => {
      const row = await queries.document.findUnique({ where: { id } })
      if (!row) throw documentGone()
      const { name = row.name, collectionId = row.collectionId } = change
      const other = await queries.document.findUnique({
        where: { collectionId_name: { collectionId, name } },
      })
      if (other && other.id !== id) {
        throw new AppError('already-exists', `The collection has a document named “${name}” already`)
      }
      const data = { ...change, updatedAt: new Date() }
      const changed = await queries.document.updateManyAndReturn({ where: { id }, data })
      if (!changed[0]) throw documentGone()
      return toStored(changed[0])
    })
  }

  /** Ids of those named or, without names, of all that match. */
  async idsOf(ids: readonly string[] | undefined, filter: DocumentFilter): Promise<string[]> {
    const named = ids ? { id: { in: [...ids] } } : {}
    const rows = await this.db.run((queries) =>
      queries.document.findMany({
        where: { AND: [named, matchingDocuments(filter)] },
        orderBy: { createdAt: 'asc' },
        select: { id: true },
      }),
    )
    return rows.map(({ id }) => id)
  }

  /** Adds tags, or takes them away. */
  async tag(ids: readonly string[], tags: readonly string[], isRemoval: boolean): Promise<number> {
    const given = Prisma.sql`${[...tags]}::text[]`
    const kept = isRemoval
      ? Prisma.sql`array(SELECT t FROM unnest(tags) AS t WHERE t <> ALL(${given}))`
      : Prisma.sql`array(SELECT DISTINCT t FROM unnest(tags || ${given}) AS t ORDER BY t)`
    return this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE document SET tags = ${kept}, updated_at = now() WHERE id = ANY(${[...ids]}::uuid[])`,
    )
  }

  /** Has them indexed anew; what comes from elsewhere is fetched anew, too, when `refetch`. */
  async requeue(ids: readonly string[], { refetch }: { refetch: boolean }): Promise<StoredDocument[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: string }[]>`
        UPDATE document SET state = 'queued', progress = NULL, error = NULL,
          target = greatest(target, generation) + 1,
          read_next_at = CASE WHEN ${refetch} AND origin <> 'upload' THEN now() ELSE read_next_at END
        WHERE id = ANY(${[...ids]}::uuid[]) RETURNING id`,
    )
    return this.named(rows.map(({ id }) => id))
  }

  /** Those that were not finished yet, and now never are. What was served before still is. */
  async cancel(ids: readonly string[]): Promise<StoredDocument[]> {
    const rows = await this.db.run((queries) =>
      queries.document.updateManyAndReturn({
        where: { id: { in: [...ids] }, state: OPEN },
        data: { state: 'cancelled', progress: null, error: Prisma.DbNull },
      }),
    )
    return rows.map(toStored)
  }

  /** Their passages are no longer found; to be deleted, like contents that no other document has. */
  async remove(ids: readonly string[]): Promise<RemovedDocument[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<(Omit<RemovedDocument, 'contents'> & { contents: (string | null)[] })[]>`
        WITH gone AS (DELETE FROM document WHERE id = ANY(${[...ids]}::uuid[])
          RETURNING id, collection_id, name, title, content_id, served_reading_id)
        SELECT gone.id, gone.collection_id AS collection, gone.name, gone.title,
          ARRAY[gone.content_id, reading.content_id] AS contents
        FROM gone LEFT JOIN reading ON reading.id = gone.served_reading_id`,
    )
    return rows.map((row) => ({ ...row, contents: row.contents.filter((id) => id !== null) }))
  }

  /** Says where its run is. Undefined when that is not wanted any more: cancelled, deleted or overtaken by a newer one. */
  async advance(
    { id, target }: Pick<StoredDocument, 'id' | 'target'>,
    state: DocumentState,
    { progress = null, error = null }: { progress?: number | null; error?: StoredDocument['error'] } = {},
  ): Promise<StoredDocument | undefined> {
    const [row] = await this.db.run((queries) =>
      queries.document.updateManyAndReturn({
        where: { id, target, state: OPEN },
        data: {
          ...{ state, progress, error: error ?? Prisma.DbNull },
          ...(state === 'ready' && { indexedAt: new Date() }),
        },
      }),
    )
    return row && toStored(row)
  }

  /** In the transaction that makes its target the served generation. False when the run is not wanted any more. */
  async serve(
    queries: Queries,
    { id, target }: Pick<StoredDocument, 'id' | 'target'>,
    reading: Reading,
  ): Promise<boolean> {
    const { kind, mediaType, title, language, pages, warnings } = reading
    const facts = {
      kind,
      mediaType,
      title,
      language,
      pages,
      warnings,
      readingId: reading.id,
      servedReadingId: reading.id,
    }
    const { count } = await queries.document.updateMany({ where: { id, target, state: OPEN }, data: facts })
    return count > 0
  }

  /** Those whose run is to come, goes on, or was lost with its process: oldest first. */
  async unfinished(): Promise<string[]> {
    const rows = await this.db.run((queries) =>
      queries.document.findMany({
        where: { state: OPEN, ...NOT_RESTING },
        orderBy: { createdAt: 'asc' },
        select: { id: true },
      }),
    )
    return rows.map(({ id }) => id)
  }

  /** Those that wait for vectors alone, whose maker did not answer, oldest first. */
  async awaitingVectors(limit: number): Promise<string[]> {
    const rows = await this.db.run((queries) =>
      queries.document.findMany({
        where: RESTING,
        orderBy: { createdAt: 'asc' },
        take: limit,
        select: { id: true },
      }),
    )
    return rows.map(({ id }) => id)
  }

  /** Why it could not be read where it comes from. */
  async noteUnread(
    id: string,
    { problem, ...note }: ReadingNote & { problem: string },
  ): Promise<StoredDocument | undefined> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'library')
      const existing = await queries.document.findUnique({ where: { id } })
      if (!existing || existing.origin === 'upload') return undefined
      // Of a third party.
      const readProblem = storableText(problem).slice(0, MAX_PROBLEM)
      const data = { readProblem, readNextAt: nextReadOf(existing, note) }
      return toStored(await queries.document.update({ where: { id }, data }))
    })
  }

  /** Documents that are gone and of which passages are left. */
  async leftPassages(limit: number): Promise<string[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: string }[]>`
        SELECT DISTINCT document_id AS id FROM passage p
        WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = p.document_id) LIMIT ${limit}`,
    )
    return rows.map(({ id }) => id)
  }

  /** How many of a collection wait for their turn. */
  waitingIn(collectionId: string): Promise<number> {
    return this.db.run((queries) => queries.document.count({ where: { collectionId, state: 'queued' } }))
  }

  async named(ids: readonly string[]): Promise<StoredDocument[]> {
    const rows = await this.db.run((queries) =>
      queries.document.findMany({ where: { id: { in: [...ids] } } }),
    )
    return rows.map(toStored)
  }
}

function documentGone(): AppError {
  return new AppError('not-found', 'There is no such document; it may have been deleted')
}
