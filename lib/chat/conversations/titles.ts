import 'server-only'
import { generateText, type LanguageModel } from 'ai'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import type { Logger } from '@/lib/kit/logger'
import type { ConversationStore } from '@/lib/store/conversations'
import type { EventBus } from '@/lib/events/bus'
import { readMessages } from '../history'
import { describeModelFailure } from '../model-error'
import { firstExchange, readTitle, TITLE_INSTRUCTIONS, titlePrompt } from './title'

export interface TitlesOptions {
  store: Pick<ConversationStore, 'path' | 'rename' | 'titleFrom'>
  models: { resolve(): Promise<{ model: LanguageModel; secrets: string[] } | null> }
  bus: Pick<EventBus, 'subscribeToBatches'>
  clock: Clock
  logger: Logger
}

const LIMIT_MS = 30_000
/** A reasoning model spends tokens before its first word. */
const MAX_TOKENS = 512
const REMEMBERED = 1_000

/**
 * Gives a conversation a better title than the first line of its question, in the background, once it has an answer.
 * Tried once: a model that can't is not asked again, and a person's title is never touched.
 */
export class Titles {
  readonly #seen = new Set<string>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #unsubscribe: (() => void) | undefined

  constructor(private readonly options: TitlesOptions) {}

  start(): void {
    this.#unsubscribe ??= this.options.bus.subscribeToBatches(({ events, from }) => {
      // The replica that has answered gives the title too.
      if (from === 'elsewhere') return
      for (const event of events)
        if (event.kind === 'conversation-changed') this.#consider(event.conversation)
    })
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#stopping.abort()
    await Promise.allSettled(this.#running)
  }

  /** Resolves when the titles that are being made are there. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  #consider(id: string): void {
    if (this.#seen.has(id) || this.#stopping.signal.aborted) return
    const running = this.#entitle(id).catch((error: unknown) => {
      this.options.logger.warn(
        { conversation: id, reason: String(error) },
        'A conversation keeps its first title',
      )
    })
    this.#running.add(running)
    void running.finally(() => this.#running.delete(running))
  }

  async #entitle(id: string): Promise<void> {
    const { store, models } = this.options
    if ((await store.titleFrom(id)) !== 'question') {
      this.#remember(id)
      return
    }
    const exchange = firstExchange(readMessages(await store.path(id)))
    // The next change may bring the answer's end; of several changes at once one is enough.
    if (!exchange || this.#seen.has(id)) return
    this.#remember(id)
    const resolved = await models.resolve()
    if (!resolved) return
    using limit = deadline(this.#stopping.signal, LIMIT_MS, 'The title')
    try {
      const { text } = await generateText({
        model: resolved.model,
        instructions: TITLE_INSTRUCTIONS,
        prompt: titlePrompt(exchange),
        maxOutputTokens: MAX_TOKENS,
        maxRetries: 0,
        abortSignal: limit,
        providerOptions: { openai: { store: false } },
      })
      const title = readTitle(text)
      if (title !== undefined) await store.rename(id, title, 'model')
    } catch (error) {
      throw new Error(describeModelFailure(error, resolved.secrets).message, { cause: error })
    }
  }

  #remember(id: string): void {
    this.#seen.add(id)
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) return
      this.#seen.delete(oldest)
    }
  }
}
