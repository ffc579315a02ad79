import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { MakeEmbedder } from '../make-embedder'
import type { Settings } from '../stores'
import { outcomeOf, testEmbedder, type TestOutcome } from '../test-embedder'
import { mergeEmbedding, type PickedEmbedding, pickEmbedding, type Surroundings } from './pick-embedding'

export interface ChosenEmbeddingOptions {
  settings: Settings
  around: Surroundings
  make: MakeEmbedder
  clock: Clock
  logger: Logger
}

const SETTING = 'embedding'

/** Which embedding model a person has chosen, or the environment names. */
export class ChosenEmbedding {
  #picked: PickedEmbedding | null = null

  constructor(private readonly options: ChosenEmbeddingOptions) {}

  /** As it was read last. */
  get picked(): PickedEmbedding | null {
    return this.#picked
  }

  async read(): Promise<void> {
    const { settings, around, logger } = this.options
    try {
      this.#picked = pickEmbedding(await settings.get(SETTING), around)
    } catch (error) {
      this.#picked = null
      logger.warn({ err: error }, 'The settings of the embedding model can’t be used')
    }
  }

  /** Throws `bad-input`. */
  async set(next: EmbeddingSettings): Promise<void> {
    const { settings, logger } = this.options
    const merged = mergeEmbedding(await settings.get(SETTING), next)
    await settings.set(SETTING, merged, { secret: true })
    logger.info({ provider: merged.provider, model: merged.model }, 'Embedding model chosen')
  }

  async clear(): Promise<void> {
    await this.options.settings.remove(SETTING)
  }

  /** With the given settings, or those in use. Says what is wrong rather than throwing. */
  async test(given?: EmbeddingSettings): Promise<TestOutcome & { dimension?: number }> {
    const { settings, around, make, clock, logger } = this.options
    const stored = await settings.get(SETTING)
    const picked = pickEmbedding(given ? mergeEmbedding(stored, given) : stored, around)
    if (!picked) return { ok: false, message: 'No embedding model is set', durationMs: 0 }
    const { model } = picked.settings
    const embedder = make(picked.settings)
    try {
      return await outcomeOf({ clock, logger, model }, (signal) => testEmbedder(embedder, model, signal))
    } finally {
      await embedder.close()
    }
  }
}
