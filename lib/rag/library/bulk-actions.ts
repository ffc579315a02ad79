import 'server-only'
import type { z } from 'zod'
import type { actOnDocuments } from '@/lib/domain/api/documents'
import { AppError } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { DocumentStore } from '@/lib/store/documents'
import type { Announcer } from './announcer'
import type { Ingestion } from './ingestion'
import type { Removal } from './removal'

type Body = z.output<typeof actOnDocuments.body>
type Outcome = z.input<typeof actOnDocuments.response>

const BATCH = 500

/** What is done to many documents at once. */
export class BulkActions {
  constructor(
    private readonly options: {
      documents: DocumentStore
      ingestion: Ingestion
      removal: Removal
      announcer: Announcer
    },
  ) {}

  /** To those named, or all that match the filter. Throws `bad-input` where neither says which. */
  async act({ action, tags, ids, filter }: Body): Promise<Outcome> {
    if (!ids && !filter) throw new AppError('bad-input', 'Say which documents: `ids`, or a `filter`')
    const found = await this.options.documents.idsOf(ids, filter ?? {})
    const done = await this.#do(action, found, tags)
    const known = new Set(found)
    const missing = filter ? [] : (ids ?? []).filter((id) => !known.has(id))
    const refused = missing.map((name) => ({ name, code: 'not-found', message: 'There is no such document' }))
    return { done, refused }
  }

  /** Has them indexed again. Returns how many. */
  async reindex(ids: readonly string[], { refetch }: { refetch: boolean }): Promise<number> {
    const { documents, ingestion } = this.options
    let done = 0
    for (let at = 0; at < ids.length; at += BATCH) {
      const queued = await documents.requeue(ids.slice(at, at + BATCH), { refetch })
      // What ran for them before is overtaken.
      ingestion.abandon(queued.map(({ id }) => id))
      await ingestion.queue(queued, done)
      done += queued.length
    }
    return done
  }

  /** All of a collection that is cut otherwise now. */
  async cutAgain(collection: string): Promise<void> {
    await this.reindex(await this.options.documents.idsOf(undefined, { collection }), { refetch: false })
  }

  #do(action: Body['action'], ids: readonly string[], tags: readonly string[]): Promise<number> {
    switch (action) {
      case 'reindex':
        return this.reindex(ids, { refetch: true })
      case 'cancel':
        return this.#cancel(ids)
      case 'remove':
        return this.options.removal.remove(ids)
      case 'tag':
      case 'untag':
        return this.#tag(ids, tags, action === 'untag')
      default:
        return assertNever(action)
    }
  }

  async #cancel(ids: readonly string[]): Promise<number> {
    const { documents, ingestion, announcer } = this.options
    const cancelled = await documents.cancel(ids)
    ingestion.abandon(cancelled.map(({ id }) => id))
    for (const document of cancelled) announcer.changed(document)
    for (const collection of new Set(cancelled.map((one) => one.collection)))
      announcer.collectionChanged(collection)
    return cancelled.length
  }

  async #tag(ids: readonly string[], tags: readonly string[], isRemoval: boolean): Promise<number> {
    const { documents, announcer } = this.options
    if (tags.length === 0) throw new AppError('bad-input', 'Say which tags')
    const done = await documents.tag(ids, tags, isRemoval)
    for (const document of await documents.named(ids.slice(0, BATCH))) announcer.changed(document)
    return done
  }
}
