import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { ContentStore } from '@/lib/store/contents'
import type { DocumentStore, RemovedDocument } from '@/lib/store/documents'
import type { PassageStore } from '@/lib/store/passages'
import type { Announcer } from './announcer'
import type { Ingestion } from './ingestion'

export interface RemovalOptions {
  documents: DocumentStore
  contents: ContentStore
  passages: Pick<PassageStore, 'remove'>
  ingestion: Pick<Ingestion, 'abandon'>
  announcer: Announcer
  clock: Clock
  logger: Logger
}

const BATCH = 200

/** Deletes documents: at once for those who ask, and what was made of them soon after. */
export class Removal {
  #clearing = Promise.resolve()
  #isStopped = false

  constructor(private readonly options: RemovalOptions) {}

  /** Resolves with how many there were, when they are not found any more. */
  async remove(ids: readonly string[]): Promise<number> {
    const { documents, ingestion, announcer } = this.options
    let count = 0
    for (let at = 0; at < ids.length; at += BATCH) {
      const removed = await documents.remove(ids.slice(at, at + BATCH))
      count += removed.length
      ingestion.abandon(removed.map(({ id }) => id))
      for (const document of removed) announcer.removed(document)
      for (const collection of new Set(removed.map((one) => one.collection)))
        announcer.collectionChanged(collection)
      this.#clearing = this.#clearing.then(() => this.#clear(removed))
    }
    return count
  }

  /** What was left behind by processes that ended in between. Returns how many things that were. */
  async tidy(): Promise<number> {
    const { documents, passages, contents, clock } = this.options
    const left = await documents.leftPassages(BATCH)
    for (const id of left) await passages.remove(id)
    return left.length + (await contents.tidy(clock.now()))
  }

  /** What was begun is ended; the rest is tidied away after the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#clearing
  }

  async #clear(removed: readonly RemovedDocument[]): Promise<void> {
    const { passages, contents, logger } = this.options
    try {
      for (const { id, contents: released } of removed) {
        if (this.#isStopped) return
        await passages.remove(id)
        await contents.release(released)
      }
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'What is left of deleted documents will be deleted later')
    }
  }
}
