import 'server-only'
import type { z } from 'zod'
import type {
  actOnDocuments,
  addDocumentResources,
  addDocumentUrls,
  changeCollection,
  changeDocument,
  createCollection,
  DocumentPage,
  DocumentPreview,
  getDocumentText,
  listDocuments,
  listPassages,
  QueuedDocuments,
} from '@/lib/domain/api/documents'
import type { ChunkSettings, Collection, Document } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { CollectionStore } from '@/lib/store/collections'
import type { ContentStore } from '@/lib/store/contents'
import type { DocumentChange, DocumentStore } from '@/lib/store/documents'
import type { PassageStore } from '@/lib/store/passages'
import type { ReadingStore } from '@/lib/store/readings'
import type { Announcer } from './announcer'
import type { BulkActions } from './bulk-actions'
import type { Collections } from './collections'
import { safeName } from './document-names'
import type { Ingestion } from './ingestion'
import type { Intake } from './intake'
import type { Previewer } from './previewer'
import type { Removal } from './removal'

/** An original as it came: its bytes stream out in parts. */
export interface Original {
  name: string
  mediaType: string
  size: number
  hash: string
  bytes: ReadableStream<Uint8Array>
}

export interface LibraryOptions {
  collections: Collections
  collectionStore: CollectionStore
  documents: DocumentStore
  contents: ContentStore
  readings: ReadingStore
  passages: Pick<PassageStore, 'ofDocument'>
  intake: Intake
  ingestion: Ingestion
  previewer: Previewer
  removal: Removal
  bulk: BulkActions
  announcer: Announcer
  /** Other resources may be kept up to date than before. */
  onKeptChanged: () => void
}

const MAX_TEXT = 200_000

/** Documents and their collections: takes them in, keeps them, and has them indexed. */
export class Library {
  constructor(private readonly options: LibraryOptions) {}

  /** By name. */
  collections(): Promise<Collection[]> {
    return this.options.collections.list()
  }

  /** By id or name. Throws `not-found`. */
  collection(idOrName: string): Promise<Collection> {
    return this.options.collections.get(idOrName)
  }

  /** Throws `already-exists`. */
  createCollection(input: z.output<typeof createCollection.body>): Promise<Collection> {
    return this.options.collections.create(input)
  }

  /** Documents are indexed again when they are cut otherwise. Throws `not-found`, `already-exists`. */
  async changeCollection(id: string, change: z.output<typeof changeCollection.body>): Promise<Collection> {
    const { collectionStore, announcer, bulk } = this.options
    const before = await collectionStore.get(id)
    const given = Object.entries(change).filter(([, value]) => value !== undefined)
    const after = await collectionStore.change(id, Object.fromEntries(given))
    announcer.collectionChanged(id)
    if (JSON.stringify(before.chunking) !== JSON.stringify(after.chunking)) await bulk.cutAgain(id)
    return after
  }

  /** With its documents. Throws `not-found`. */
  async removeCollection(id: string): Promise<void> {
    const { collectionStore, documents, removal, announcer } = this.options
    await collectionStore.get(id)
    await removal.remove(await documents.idsOf(undefined, { collection: id }))
    await collectionStore.remove(id)
    announcer.collectionChanged(id)
    this.options.onKeptChanged()
  }

  list(query: z.output<typeof listDocuments.query>): Promise<DocumentPage> {
    return this.options.documents.page(query)
  }

  /** Throws `not-found`. */
  get(id: string): Promise<Document> {
    return this.options.documents.get(id)
  }

  /** Throws `not-found`, `already-exists`. */
  async change(id: string, change: z.output<typeof changeDocument.body>): Promise<Document> {
    const { documents, collectionStore, announcer, bulk } = this.options
    const { tags, collection, kept } = change
    const name = change.name === undefined ? undefined : safeName(change.name)
    if (name === '') throw new AppError('bad-input', 'A name holds more than dots and slashes')
    const before = await documents.get(id)
    if (kept !== undefined && before.origin.kind !== 'resource') {
      throw new AppError(
        'bad-input',
        'Only a server’s resource can be kept up to date: upload the file again instead',
      )
    }
    const isKept = before.origin.kind === 'resource' && before.origin.kept
    const keeps = kept === undefined || kept === isKept ? undefined : kept
    const target = collection === undefined ? undefined : await collectionStore.get(collection)
    const columns: DocumentChange = {
      ...(name !== undefined && { name }),
      ...(tags && { tags }),
      ...(collection !== undefined && { collectionId: collection }),
      ...(keeps !== undefined && { kept: keeps, watched: false, readNextAt: keeps ? new Date() : null }),
    }
    const after = await documents.change(id, columns)
    announcer.changed(after)
    if (keeps !== undefined) this.options.onKeptChanged()
    if (!target || target.id === before.collection) return after
    announcer.collectionChanged(before.collection)
    announcer.collectionChanged(target.id)
    const { chunking } = await collectionStore.get(before.collection)
    if (JSON.stringify(chunking) !== JSON.stringify(target.chunking))
      await bulk.reindex([id], { refetch: false })
    return documents.get(id)
  }

  /** Throws `not-found`. */
  async remove(id: string): Promise<void> {
    await this.options.documents.get(id)
    await this.options.removal.remove([id])
    this.options.onKeptChanged()
  }

  async act(body: z.output<typeof actOnDocuments.body>): Promise<z.input<typeof actOnDocuments.response>> {
    const outcome = await this.options.bulk.act(body)
    if (body.action === 'remove') this.options.onKeptChanged()
    return outcome
  }

  /** Documents from within, one by one: each is stored and queued as it comes. Throws `not-found`. */
  begin(collection: string, tags: readonly string[]): ReturnType<Intake['begin']> {
    return this.options.intake.begin(collection, tags)
  }

  /** Takes the files of a multipart body as they stream in. */
  upload(request: Request, signal: AbortSignal): Promise<QueuedDocuments> {
    return this.options.intake.upload(request, signal)
  }

  addUrls(body: z.output<typeof addDocumentUrls.body>): Promise<QueuedDocuments> {
    return this.options.intake.addUrls(body)
  }

  async addResources(body: z.output<typeof addDocumentResources.body>): Promise<QueuedDocuments> {
    const taken = await this.options.intake.addResources(body)
    this.options.onKeptChanged()
    return taken
  }

  /** Throws `not-found`, also while nothing was fetched yet. */
  async original(id: string): Promise<Original> {
    const { documents, contents } = this.options
    const { name, mediaType, size, hash, contentId } = await documents.get(id)
    if (contentId === null) throw new AppError('not-found', 'It was not fetched yet: there is no original')
    const parts = contents.parts(contentId)
    const bytes = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await parts.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
        async cancel() {
          await parts.return()
        },
      },
      { highWaterMark: 0 },
    )
    return { name, mediaType, size, hash, bytes }
  }

  /** The text that the served passages point into. Throws `not-found` before it was read. */
  async text(
    id: string,
    range: z.output<typeof getDocumentText.query>,
  ): Promise<z.input<typeof getDocumentText.response>> {
    const { documents, readings } = this.options
    const { servedReadingId, readingId } = await documents.get(id)
    const read = servedReadingId ?? readingId
    const reading = read === null ? undefined : await readings.get(read)
    if (!reading) throw new AppError('not-found', 'It was not read yet: there is no text')
    const start = Math.min(range.start, reading.length)
    const end = Math.max(start, Math.min(range.end ?? reading.length, start + MAX_TEXT, reading.length))
    return { text: await readings.text(reading.id, start, end), start, end, total: reading.length }
  }

  /** Served passages in order. Throws `not-found`. */
  async passages(
    id: string,
    { limit, cursor }: z.output<typeof listPassages.query>,
  ): Promise<z.input<typeof listPassages.response>> {
    const { documents, passages } = this.options
    const document = await documents.get(id)
    const from = cursor === undefined ? 0 : Number(cursor)
    if (!Number.isSafeInteger(from) || from < 0 || from > 2 ** 31 - 1) {
      throw new AppError('bad-input', 'This cursor was not made here; start again without one')
    }
    const found = await passages.ofDocument(id, from, limit + 1)
    const next = found.length > limit ? found[limit] : undefined
    return {
      items: found.slice(0, limit),
      nextCursor: next ? String(next.ordinal) : null,
      total: document.passages,
    }
  }

  /** How the file of a multipart body would be read and cut. */
  previewFile(request: Request, signal: AbortSignal): Promise<DocumentPreview> {
    return this.options.previewer.file(request, signal)
  }

  async previewDocument(id: string, chunking: ChunkSettings, signal: AbortSignal): Promise<DocumentPreview> {
    return this.options.previewer.document(await this.options.documents.get(id), chunking, signal)
  }
}
