import 'server-only'
import type { z } from 'zod'
import type { addDocumentResources, addDocumentUrls, QueuedDocuments } from '@/lib/domain/api/documents'
import type { Collection } from '@/lib/domain/document'
import { type AppErrorCode, AppError, isAppError } from '@/lib/kit/app-error'
import type { ContentDraft, ContentStore } from '@/lib/store/contents'
import type { DocumentIntake, IncomingDocument, TakenDocument } from '@/lib/store/document-intake'
import { type DocumentStore } from '@/lib/store/documents'
import type { Collections } from './collections'
import { nameOfResource, nameOfUrl, safeName } from './document-names'
import { bareMediaType, guessKind } from './guess-kind'
import type { Ingestion } from './ingestion'
import { type FilePart, readMultipart } from './multipart'

export interface IntakeOptions {
  collections: Collections
  documents: Pick<DocumentStore, 'waitingIn'>
  intake: DocumentIntake
  contents: ContentStore
  ingestion: Ingestion
  hasServer: (name: string) => boolean
  maxBytes: number
}

const MAX_FILES = 10_000
const MAX_TAGS = 32
const MAX_TAG = 64
/** What has nothing to do with the one file. */
const COMMON: ReadonlySet<AppErrorCode> = new Set(['database-unavailable', 'shutting-down', 'cancelled'])

/** Takes documents in, stored and queued one by one: one that is refused harms no other. */
export class Intake {
  constructor(private readonly options: IntakeOptions) {}

  /** The files of a multipart body, as they stream in. */
  async upload(request: Request, signal: AbortSignal): Promise<QueuedDocuments> {
    const fields = { collection: '', tags: [] as string[] }
    let batch: Batch | undefined
    await readMultipart(request, {
      ...{ maxBytes: this.options.maxBytes, maxFiles: MAX_FILES, signal },
      onField(name, value) {
        if (name === 'collection') fields.collection = value
        if (name === 'tags') fields.tags = tagsOf(value)
      },
      onFile: async (file) => {
        batch ??= await this.begin(fields.collection, fields.tags)
        await batch.file(file)
      },
    })
    if (!batch)
      throw new AppError('bad-input', 'There is no file in this upload: send at least one “file” part')
    return batch.result
  }

  async addUrls({ urls, collection, tags }: z.output<typeof addDocumentUrls.body>): Promise<QueuedDocuments> {
    const batch = await this.begin(collection, tags)
    for (const url of new Set(urls)) await batch.url(url)
    return batch.result
  }

  /** Throws `not-found` for an unknown server. */
  async addResources(body: z.output<typeof addDocumentResources.body>): Promise<QueuedDocuments> {
    const { server, uris, collection, tags, keep } = body
    if (!this.options.hasServer(server)) throw new AppError('not-found', `There is no server “${server}”`)
    const batch = await this.begin(collection, tags)
    for (const uri of new Set(uris)) await batch.resource({ server, uri, kept: keep })
    return batch.result
  }

  async begin(collection: string | undefined, tags: readonly string[]): Promise<Batch> {
    const into = await this.options.collections.forIncoming(collection)
    const waiting = await this.options.documents.waitingIn(into.id)
    return new Batch(this.options, { collection: into, tags, waiting })
  }
}

/** Documents that come in together, and what became of each. */
class Batch {
  readonly result: QueuedDocuments = { queued: [], known: [], refused: [] }
  /** Hashes of the files that came in, by name. */
  readonly #files = new Map<string, string | null>()

  constructor(
    private readonly options: Omit<IntakeOptions, 'collections' | 'documents'>,
    private readonly into: { collection: Collection; tags: readonly string[]; waiting: number },
  ) {}

  async file({ name: given, mediaType: declared, bytes }: FilePart): Promise<void> {
    const name = safeName(given)
    await this.#trying(name === '' ? given.slice(0, 200) : name, async () => {
      if (name === '') throw new AppError('bad-input', 'The file has no name')
      const { contents } = this.options
      const draft = await contents.draft(bytes)
      if (draft.size === 0) {
        await contents.drop(draft)
        throw new AppError('bad-input', 'The file is empty')
      }
      const before = this.#files.get(name)
      if (before !== undefined && before !== draft.hash) {
        // The one would silently take the place of the other: `curl -F` leaves folders out.
        await contents.drop(draft)
        throw new AppError(
          'already-exists',
          'Another file of this upload has the same name: give it one with its folder, or upload it by itself to replace the other',
        )
      }
      this.#files.set(name, draft.hash)
      const mediaType = bareMediaType(declared)
      return { incoming: { name, mediaType, kind: guessKind(name, mediaType), origin: 'upload' }, draft }
    })
  }

  async url(address: string): Promise<void> {
    const url = new URL(address)
    await this.#trying(`${url.origin}${url.pathname}`, () => {
      if (url.username !== '' || url.password !== '') {
        throw new AppError(
          'bad-input',
          'Leave the user name and password out: addresses are shown to everyone',
        )
      }
      url.hash = ''
      const name = nameOfUrl(url.href)
      const mediaType = bareMediaType(undefined)
      const kind = guessKind(url.pathname, 'text/html')
      return Promise.resolve({ incoming: { name, mediaType, kind, origin: 'url', uri: url.href } })
    })
  }

  async resource(place: { server: string; uri: string; kept: boolean }): Promise<void> {
    await this.#trying(place.uri, () => {
      const name = nameOfResource(place.server, place.uri)
      const mediaType = bareMediaType(undefined)
      const kind = guessKind(name, 'text/plain')
      return Promise.resolve({ incoming: { name, mediaType, kind, origin: 'resource', ...place } })
    })
  }

  async #trying(
    name: string,
    prepare: () => Promise<{
      incoming: Omit<IncomingDocument, 'collectionId' | 'tags'>
      draft?: ContentDraft
    }>,
  ): Promise<void> {
    const { intake } = this.options
    const { collection, tags } = this.into
    try {
      const { incoming, draft } = await prepare()
      await this.#sort(await intake.take({ ...incoming, collectionId: collection.id, tags }, draft))
    } catch (error) {
      if (!isAppError(error) || COMMON.has(error.code)) throw error
      this.result.refused.push({ name, code: error.code, message: error.message })
    }
  }

  async #sort({ outcome, document, released }: TakenDocument): Promise<void> {
    const { ingestion, contents } = this.options
    if (outcome === 'known') {
      this.result.known.push(document)
      return
    }
    this.result.queued.push(document)
    await ingestion.queue([document], this.into.waiting++)
    if (released !== null) await contents.release([released])
  }
}

function tagsOf(field: string): string[] {
  const tags = field.split(',').map((tag) => tag.trim().slice(0, MAX_TAG))
  return [...new Set(tags.filter(Boolean))].slice(0, MAX_TAGS)
}
