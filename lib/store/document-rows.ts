import 'server-only'
import { type Document, documentSchema, type DocumentOrigin, RESOURCE_TTL_MS } from '@/lib/domain/document'
import type { Prisma } from '@/prisma/generated/client'

/** A document with what only the library needs to know. */
export interface StoredDocument extends Document {
  contentId: string | null
  /** What was read of its newest content, once it was. */
  readingId: string | null
  /** What the passages that are served point into. */
  servedReadingId: string | null
  /** Of the passages that are served; 0 before there are any. */
  generation: number
  /** Of the passages that are wanted. */
  target: number
  /** When it is to be fetched or read again, in ms; null where it is not. */
  readNextAt: number | null
}

export type DocumentRow = Prisma.DocumentGetPayload<object>

export function toStored(row: DocumentRow): StoredDocument {
  const { contentId, readingId, servedReadingId, generation, target } = row
  return {
    ...documentSchema.parse({
      ...row,
      collection: row.collectionId,
      size: Number(row.size),
      origin: originOf(row),
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      indexedAt: row.indexedAt?.toISOString() ?? null,
    }),
    ...{ contentId, readingId, servedReadingId, generation, target },
    readNextAt: row.readNextAt?.getTime() ?? null,
  }
}

/** What others may see of it. */
export function toDocument(stored: StoredDocument): Document {
  return documentSchema.parse(stored)
}

function originOf(row: DocumentRow): DocumentOrigin {
  const { server, uri, kept, watched, ttlMs, readAt, readProblem } = row
  if (row.origin === 'url') return { kind: 'url', url: uri ?? '' }
  if (row.origin !== 'resource') return { kind: 'upload' }
  return {
    ...{ kind: 'resource', server: server ?? '', uri: uri ?? '', kept },
    ...(kept && {
      upkeep: watched
        ? { by: 'subscription' }
        : { by: 'time', everyMs: ttlMs ?? RESOURCE_TTL_MS, told: ttlMs !== null },
    }),
    ...(readAt && { readAt: readAt.toISOString() }),
    ...(readProblem !== null && { problem: readProblem }),
  }
}
