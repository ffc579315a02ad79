import 'server-only'
import { Readable } from 'node:stream'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { CollectionStore } from '@/lib/store/collections'
import type { ContentStore } from '@/lib/store/contents'
import type { DocumentIntake } from '@/lib/store/document-intake'
import type { StoredDocument } from '@/lib/store/document-rows'
import type { DocumentStore } from '@/lib/store/documents'
import type { PassageStore } from '@/lib/store/passages'
import type { Reading, ReadingStore } from '@/lib/store/readings'
import type { Chunk } from '../chunk/chunk'
import type { Embedding } from '../embed/embedding'
import type { Fetcher } from './fetcher'
import { guessKind } from './guess-kind'
import type { Reader } from './reader'
import { failureNote } from './next-read'
import type { RunProgress } from './run-progress'

export interface StagesOptions {
  collections: Pick<CollectionStore, 'chunking'>
  documents: DocumentStore
  intake: DocumentIntake
  contents: ContentStore
  readings: Pick<ReadingStore, 'get'>
  passages: Pick<PassageStore, 'write' | 'written' | 'publish' | 'remove' | 'removeGeneration'>
  embedding: Pick<Embedding, 'embedDocument'>
  fetcher: Fetcher
  reader: Reader
  clock: Clock
}

/** Nobody wants the run any more: the document was deleted, cancelled, or is indexed anew. */
export class NotWanted extends Error {
  constructor() {
    super('The document is not wanted as it was')
    this.name = 'NotWanted'
  }
}

/** Passages that are written between two looks at whether the run is still wanted. */
const SLICE = 50

/** The stages of ingestion, each of which finds what it has done already. */
export class Stages {
  constructor(private readonly options: StagesOptions) {}

  /** Answers why there are no vectors yet, if there are none. Throws `NotWanted`, and why the document can't be read. */
  async run(
    queued: StoredDocument,
    progress: RunProgress,
    signal: AbortSignal,
  ): Promise<{ notice: string | null }> {
    const document = await this.#fetched(queued, progress, signal)
    if (document.generation !== document.target) await this.#index(document, progress, signal)
    // Also after a crash just before: what is not served any more is deleted.
    else await this.options.passages.publish(document.id, document.target)
    signal.throwIfAborted()
    progress.at('embedding')
    const told = (done: number, total: number) => progress.at('embedding', total === 0 ? null : done / total)
    return this.options.embedding.embedDocument(document.id, document.target, told, signal)
  }

  /** Deletes what a run has left behind that did not come to its end. */
  async clear({ id, target }: StoredDocument): Promise<void> {
    const { documents, passages } = this.options
    const now = await documents.find(id)
    if (!now) await passages.remove(id)
    else if (now.generation !== target) await passages.removeGeneration(id, target)
  }

  async #fetched(
    document: StoredDocument,
    progress: RunProgress,
    signal: AbortSignal,
  ): Promise<StoredDocument> {
    const { fetcher, contents, intake, documents, clock } = this.options
    const { origin, contentId, readNextAt } = document
    const isDue = contentId === null || (readNextAt !== null && readNextAt <= clock.now())
    if (origin.kind === 'upload' || !isDue || document.generation === document.target) return document
    progress.at('fetching')
    const begunAt = new Date(clock.now())
    try {
      const { bytes, mediaType, note } = await fetcher.fetch(origin, signal)
      const draft = await contents.draft(Readable.from([bytes], { objectMode: true }))
      const kind = guessKind(document.name, mediaType)
      const taken = await intake.fetched(document, draft, { kind, mediaType, ...note })
      if (!taken) throw new NotWanted()
      if (taken.released !== null) await contents.release([taken.released])
      return taken.document
    } catch (error) {
      // What was fetched before is as good as it was.
      if (signal.aborted || error instanceof NotWanted) throw error
      const note = failureNote(origin, begunAt, clock.now())
      await documents.noteUnread(document.id, { problem: messageOf(error), ...note })
      if (contentId === null) throw error
      return document
    }
  }

  async #index(document: StoredDocument, progress: RunProgress, signal: AbortSignal): Promise<void> {
    const { documents, collections, contents, readings, reader, passages } = this.options
    const { id, target } = document
    progress.at('extracting')
    const settings = await collections.chunking(document.collection)
    const onRead = () => progress.at('chunking')
    const { reading, chunks } = await reader.cut(sourceOf(document), settings, signal, onRead)
    signal.throwIfAborted()
    await this.#write(document, reading, chunks, progress, signal)
    const { servedReadingId } = document
    const previous = servedReadingId === null ? undefined : await readings.get(servedReadingId)
    await passages.publish(id, target, async (queries) => {
      if (!(await documents.serve(queries, document, reading))) throw new NotWanted()
    })
    if (previous && previous.contentId !== reading.contentId) await contents.release([previous.contentId])
  }

  async #write(
    { id, target }: StoredDocument,
    reading: Reading,
    chunks: readonly Chunk[],
    progress: RunProgress,
    signal: AbortSignal,
  ): Promise<void> {
    const { passages } = this.options
    const { language, title } = reading
    // Written in their order, so that as many as there are were the first.
    const written = await passages.written(id, target)
    for (let at = written; at < chunks.length; at += SLICE) {
      progress.at('indexing', at / chunks.length)
      await passages.write(id, target, chunks.slice(at, at + SLICE), { language, title })
      signal.throwIfAborted()
    }
  }
}

function sourceOf({ contentId, size, name, mediaType }: StoredDocument) {
  // A document has content, or was just fetched: else the run has ended.
  if (contentId === null) throw new NotWanted()
  return { contentId, size, name, mediaType }
}
