import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { MakeEmbedder } from '../make-embedder'
import type { Settings } from '../stores'
import { outcomeOf, testEmbedder, type TestOutcome } from '../test-embedder'
import {
  fingerprintOf,
  mergeEmbedding,
  type PickedEmbedding,
  pickEmbedding,
  type Surroundings,
} from './pick-embedding'

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
  #problem: string | null = null

  constructor(private readonly options: ChosenEmbeddingOptions) {}

  /** As it was read last. */
  get picked(): PickedEmbedding | null {
    return this.#picked
  }

  /** Why what is set can't be used, in words for a person; null where it can, and where nothing is set. */
  get problem(): string | null {
    return this.#problem
  }

  async read(): Promise<void> {
    const { settings, around, logger } = this.options
    try {
      this.#picked = pickEmbedding(await settings.get(SETTING), around)
      this.#problem = null
    } catch (error) {
      this.#picked = null
      const problem = messageOf(error)
      // It is read again and again; once is enough to be told.
      if (problem !== this.#problem)
        logger.warn({ reason: problem }, 'The settings of the embedding model can’t be used')
      this.#problem = problem
    }
  }

  /** As the store has it now. */
  async isStill({ settings }: PickedEmbedding): Promise<boolean> {
    await this.read()
    return this.#picked !== null && fingerprintOf(this.#picked.settings) === fingerprintOf(settings)
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
    if (!given && this.#problem !== null) return { ok: false, message: this.#problem, durationMs: 0 }
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
