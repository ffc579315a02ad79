import 'server-only'
import type { z } from 'zod'
import type { getReranker, RerankerSettings } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import type { Logger } from '@/lib/kit/logger'
import type { MakeScorer, Scorer } from './make-scorer'
import { findModelFolders } from './settings/model-folders'
import {
  mergeReranker,
  pickReranker,
  rerankerViewOf,
  type RerankerSurroundings,
} from './settings/pick-reranker'
import type { Settings } from './stores'
import { outcomeOf, type TestOutcome } from './test-embedder'

export type RerankerView = z.infer<typeof getReranker.response>

export interface RerankerOptions {
  settings: Settings
  around: RerankerSurroundings
  make: MakeScorer
  clock: Clock
  logger: Logger
}

const SETTING = 'reranker'
/** Of a search: what takes longer is ranked without it. */
const LIMIT_MS = 3_000
/** Another replica may have set another. */
const READ_AGAIN_MS = 5_000

/** Orders a few texts by how well they answer a query, with a model that reads both together. */
export class Reranker {
  #settings: RerankerSettings | null = null
  #readAt = -Infinity
  #scorer: { key: string; scorer: Scorer } | undefined

  constructor(private readonly options: RerankerOptions) {}

  /** Null where none is set. */
  current(): { model: string } | null {
    return this.#settings && { model: this.#settings.model }
  }

  /**
   * A score for each text, in their order; higher is better, the scale is the model's own. Throws `not-configured`,
   * `timed-out` (3 s), `unreachable` and what else the provider meets: rank without it then, and put the message among
   * the notes.
   */
  async rerank(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    signal.throwIfAborted()
    await this.#readAgain()
    const settings = this.#settings
    if (!settings) throw new AppError('not-configured', 'No reranker is set')
    if (texts.length === 0) return []
    using limit = deadline(signal, LIMIT_MS, `The reranker ${settings.model}`)
    return await this.#scorerOf(settings).score(query, texts, limit)
  }

  async view(): Promise<RerankerView> {
    await this.#read()
    const folders = await findModelFolders(this.options.around.variables.models)
    return {
      settings: this.#settings && rerankerViewOf(this.#settings),
      detected: folders.map((model) => ({ provider: 'onnx', model })),
    }
  }

  /** Throws `bad-input`. */
  async set(next: RerankerSettings): Promise<RerankerView> {
    const { settings, logger } = this.options
    const merged = mergeReranker(await settings.get(SETTING), next)
    await settings.set(SETTING, merged, { secret: true })
    logger.info({ provider: merged.provider, model: merged.model }, 'Reranker chosen')
    return this.view()
  }

  async clear(): Promise<void> {
    await this.options.settings.remove(SETTING)
    await this.#read()
  }

  /** With the given settings, or those in use. Says what is wrong rather than throwing. */
  async test(given?: RerankerSettings): Promise<TestOutcome> {
    const { settings, around, make, clock, logger } = this.options
    const stored = await settings.get(SETTING)
    const picked = pickReranker(given ? mergeReranker(stored, given) : stored, around)
    if (!picked) return { ok: false, message: 'No reranker is set', durationMs: 0 }
    const scorer = make(picked)
    const { model } = picked
    try {
      return await outcomeOf({ clock, logger, model }, async (signal) => {
        const [apt = 0, other = 0] = await scorer.score(QUESTION, TEXTS, signal)
        const told = `${rounded(apt)} to the sentence that answers, ${rounded(other)} to the other`
        if (apt > other) return { message: `${model} gives ${told}` }
        throw new AppError(
          'protocol-error',
          `${model} answers, but ranks them the wrong way: it gives ${told}`,
        )
      })
    } finally {
      await scorer.close()
    }
  }

  async start(): Promise<void> {
    await this.#read()
  }

  async stop(): Promise<void> {
    await this.#scorer?.scorer.close()
  }

  async #readAgain(): Promise<void> {
    if (this.options.clock.now() - this.#readAt > READ_AGAIN_MS) await this.#read()
  }

  async #read(): Promise<void> {
    const { settings, around, logger, clock } = this.options
    this.#readAt = clock.now()
    try {
      this.#settings = pickReranker(await settings.get(SETTING), around)
    } catch (error) {
      this.#settings = null
      logger.warn({ err: error }, 'The settings of the reranker can’t be used')
    }
  }

  #scorerOf(settings: RerankerSettings): Scorer {
    const key = JSON.stringify(settings)
    if (this.#scorer?.key === key) return this.#scorer.scorer
    const { make, logger } = this.options
    this.#scorer?.scorer
      .close()
      .catch((error: unknown) => logger.warn({ err: error }, 'A reranker was not closed'))
    const scorer = make(settings)
    this.#scorer = { key, scorer }
    return scorer
  }
}

const QUESTION = 'Where do ships find shelter from a storm?'
const TEXTS = ['Ships find shelter from a storm in a harbour.', 'Bread is baked from flour, water and salt.']

function rounded(score: number): string {
  return String(Math.round(score * 1_000) / 1_000)
}
