import 'server-only'
import { isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Filler } from './index/filler'
import type { IndexBook, KnownIndex } from './index/index-book'
import type { Embedders } from './make-embedder'
import type { Vectors } from './stores'

export interface DocumentEmbedderOptions {
  vectors: Vectors
  book: IndexBook
  embedders: Embedders
  filler: Filler
  clock: Clock
  logger: Logger
  /** Has the builder look for what is missing. */
  wake: () => Promise<void>
}

/** A model that did not answer is not asked for each document of a folder, one after another. */
const DOWN_MS = 30_000

/** Makes the vectors of a document while it is taken in, for the index that serves and for one that is being built. */
export class DocumentEmbedder {
  #down: { until: number; reason: string } | undefined

  constructor(private readonly options: DocumentEmbedderOptions) {}

  async embed(
    documentId: string,
    generation: number,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<{ notice: string | null }> {
    const { clock, logger, wake, book } = this.options
    const { wanted } = book
    if (wanted.length === 0) return { notice: null }
    if (this.#down && clock.now() < this.#down.until) return notice(this.#down.reason)
    try {
      for (const index of wanted) {
        await this.#fill(index, { documentId, generation, onProgress, signal }).catch(
          async (error: unknown) => {
            await book.read()
            // It was dropped meanwhile: another model was chosen, or has taken over.
            if (book.wanted.some(({ id }) => id === index.id)) throw error
          },
        )
      }
      this.#down = undefined
      return { notice: null }
    } catch (error) {
      signal.throwIfAborted()
      if (!isAppError(error) || error.code === 'database-unavailable') throw error
      logger.warn({ document: documentId, reason: error.message }, 'A document goes without vectors for now')
      this.#down = { until: clock.now() + DOWN_MS, reason: error.message }
      await wake()
      return notice(error.message)
    }
  }

  /** It may answer now. */
  forgetFailure(): void {
    this.#down = undefined
  }

  async #fill(
    index: KnownIndex,
    {
      documentId,
      generation,
      onProgress,
      signal,
    }: {
      documentId: string
      generation: number
      onProgress: (done: number, total: number) => void
      signal: AbortSignal
    },
  ): Promise<void> {
    const { vectors, embedders, filler } = this.options
    const embedder = embedders.of(index.settings)
    const total = await vectors.countMissingOf(index, documentId, generation)
    for (let done = 0; done < total;) {
      signal.throwIfAborted()
      const passages = await vectors.missingOf(index, documentId, generation, embedder.batch)
      if (passages.length === 0) return
      await filler.fill(index, embedder, passages, signal)
      done += passages.length
      onProgress(Math.min(done, total), total)
    }
  }
}

function notice(reason: string): { notice: string } {
  return {
    notice: `Its vectors are missing for now, so it is found by its words alone: ${reason} They are made when the model answers.`,
  }
}
