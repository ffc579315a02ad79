import 'server-only'
import { randomUUID } from 'node:crypto'
import type { DocumentKind } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import { type ContentDraft, settleContent, type StoredContent } from './contents'
import type { Database, Queries } from './database'
import { type DocumentRow, type StoredDocument, toStored } from './document-rows'
import { lockUntilCommit } from './locks'

/** A document that comes in: with its content, or with where that is to be fetched. */
export interface IncomingDocument {
  collectionId: string
  name: string
  kind: DocumentKind
  mediaType: string
  tags: readonly string[]
  origin: 'upload' | 'url' | 'resource'
  server?: string
  uri?: string
  kept?: boolean
}

/** `known`: the same content under the same name was there, and nothing is to be done. */
export interface TakenDocument {
  outcome: 'added' | 'replaced' | 'known'
  document: StoredDocument
  /** What it was made of before: perhaps of no other document. */
  released: string | null
}

/** Where the same thing brought again finds the document that it was. */
export class DocumentIntake {
  constructor(private readonly db: Database) {}

  /** With a draft, that is its content. Without, it is fetched. */
  async take(incoming: IncomingDocument, draft?: ContentDraft): Promise<TakenDocument> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'library')
      await assertCollection(queries, incoming.collectionId)
      const content = draft && (await settleContent(queries, draft))
      const existing = await sameAs(queries, incoming)
      if (!existing) return added(await insert(queries, incoming, content))
      const tags = [...new Set([...existing.tags, ...incoming.tags])]
      if (content && isWell(existing) && existing.contentId === content.id) {
        const row = await queries.document.update({ where: { id: existing.id }, data: { tags } })
        return { outcome: 'known', document: toStored(row), released: null }
      }
      const data = { ...placeOf(incoming), ...contentColumns(content), ...queuedAgain(existing), tags }
      const row = await queries.document.update({ where: { id: existing.id }, data })
      return { outcome: 'replaced', document: toStored(row), released: replaced(existing, content) }
    })
  }

  /**
   * What a kept resource says now: `known` where that is what it said before. Undefined when it was deleted or is not
   * kept any more.
   */
  async renewed(
    { id }: Pick<StoredDocument, 'id'>,
    draft: ContentDraft,
    { mediaType, ...note }: Omit<FetchedFacts, 'kind'>,
  ): Promise<TakenDocument | undefined> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'library')
      const existing = await queries.document.findUnique({ where: { id, kept: true } })
      if (!existing) {
        await queries.content.deleteMany({ where: { id: draft.id, hash: null } })
        return undefined
      }
      const content = await settleContent(queries, draft)
      const isKnown = isWell(existing) && existing.contentId === content.id
      const data = {
        ...readColumns(existing, note),
        ...(isKnown ? {} : { mediaType, ...contentColumns(content), ...queuedAgain(existing) }),
      }
      const row = await queries.document.update({ where: { id }, data })
      return {
        outcome: isKnown ? 'known' : 'replaced',
        document: toStored(row),
        released: replaced(existing, content),
      }
    })
  }

  /** What was fetched for it, in the midst of its run: undefined when the run is not wanted any more. */
  async fetched(
    { id, target }: Pick<StoredDocument, 'id' | 'target'>,
    draft: ContentDraft,
    facts: FetchedFacts,
  ): Promise<{ document: StoredDocument; released: string | null } | undefined> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'library')
      const existing = await queries.document.findUnique({ where: { id, target } })
      if (!existing) {
        await queries.content.deleteMany({ where: { id: draft.id, hash: null } })
        return undefined
      }
      const content = await settleContent(queries, draft)
      const { kind, mediaType, ...note } = facts
      const isSame = existing.contentId === content.id
      const data = {
        ...contentColumns(content),
        ...readColumns(existing, note),
        ...(isSame ? {} : { mediaType, readingId: null, updatedAt: new Date() }),
        ...(existing.generation === 0 && { kind }),
      }
      const row = await queries.document.update({ where: { id }, data })
      return { document: toStored(row), released: replaced(existing, content) }
    })
  }
}

/** What comes of reading where a document comes from. */
export interface ReadingNote {
  /** When it was begun. */
  begunAt: Date
  /** When it is to be read again; null where it is not. */
  readNextAt: Date | null
}

export interface FetchedFacts extends ReadingNote {
  kind: DocumentKind
  mediaType: string
  /** Its server tells when it changes. */
  watched: boolean
  /** How long its server says that it holds. */
  ttlMs: number | null
}

/** It may have become due again while it was read: what was read may be what it said before. */
export function nextReadOf(
  { readNextAt: stored }: Pick<DocumentRow, 'readNextAt'>,
  { begunAt, readNextAt }: ReadingNote,
): Date | null {
  if (readNextAt === null || stored === null || stored < begunAt) return readNextAt
  return stored < readNextAt ? stored : readNextAt
}

function readColumns(row: DocumentRow, note: Omit<FetchedFacts, 'kind' | 'mediaType'>) {
  const { watched, ttlMs } = note
  return { readAt: new Date(), readNextAt: nextReadOf(row, note), readProblem: null, watched, ttlMs }
}

function isWell({ state }: DocumentRow): boolean {
  return state !== 'failed' && state !== 'cancelled'
}

function added(row: DocumentRow): TakenDocument {
  return { outcome: 'added', document: toStored(row), released: null }
}

function replaced({ contentId }: DocumentRow, content: StoredContent | undefined): string | null {
  return content && contentId !== content.id ? contentId : null
}

async function assertCollection(queries: Queries, id: string): Promise<void> {
  const found = await queries.collection.findUnique({ where: { id }, select: { id: true } })
  if (!found) throw new AppError('not-found', 'There is no such collection; it may have been deleted')
}

/** A file is known by its name, what comes from elsewhere by where that is. */
async function sameAs(queries: Queries, incoming: IncomingDocument): Promise<DocumentRow | null> {
  const { collectionId, name, origin, server, uri } = incoming
  if (origin === 'upload') {
    return queries.document.findUnique({ where: { collectionId_name: { collectionId, name } } })
  }
  return queries.document.findFirst({
    where: { collectionId, origin, server: server ?? null, uri: uri ?? null },
  })
}

async function insert(
  queries: Queries,
  incoming: IncomingDocument,
  content: StoredContent | undefined,
): Promise<DocumentRow> {
  const now = new Date()
  const name = incoming.origin === 'upload' ? incoming.name : await freeName(queries, incoming)
  return queries.document.create({
    data: {
      ...{ id: randomUUID(), collectionId: incoming.collectionId, name, state: 'queued' },
      ...{ createdAt: now, updatedAt: now, tags: [...incoming.tags] },
      ...placeOf(incoming),
      ...contentColumns(content),
    },
  })
}

function placeOf({ kind, mediaType, origin, server, uri, kept }: IncomingDocument) {
  return {
    ...{ kind, mediaType, origin, server: server ?? null, uri: uri ?? null, kept: kept ?? false },
    // What comes without content is to be fetched at once.
    ...(origin === 'upload' ? { readAt: null, readNextAt: null } : { readNextAt: new Date() }),
    readProblem: null,
  }
}

function contentColumns(content: StoredContent | undefined) {
  return content ? { contentId: content.id, hash: content.hash, size: content.size } : {}
}

function queuedAgain({ target, generation }: DocumentRow) {
  return {
    ...{ state: 'queued', progress: null, readingId: null, updatedAt: new Date() },
    ...{ error: Prisma.DbNull, target: Math.max(target, generation) + 1 },
  }
}

/** `guide.md`, `guide (2).md` …: two addresses may end in the same name. */
async function freeName(queries: Queries, { collectionId, name }: IncomingDocument): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : numbered(name, number)
    const where = { collectionId_name: { collectionId, name: candidate } }
    if (!(await queries.document.findUnique({ where, select: { id: true } }))) return candidate
  }
}

function numbered(name: string, number: number): string {
  return name.replace(/(\.[^./]{1,10})?$/, (ending) => ` (${number})${ending}`)
}
