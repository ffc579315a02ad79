import 'server-only'
import type { LanguageModelUsage } from 'ai'
import type { ModelPrices } from '@/lib/domain/api/chat'
import type { TurnNote } from '@/lib/domain/chat'
import { costOf } from '@/lib/domain/turn-cost'

type Counts = Pick<
  TurnNote,
  'inputTokens' | 'outputTokens' | 'cachedTokens' | 'contextTokens' | 'contextLimit' | 'cost' | 'currency'
>

/** Counts what the rounds of a turn take, as far as the provider says; also of a turn that is stopped or fails. */
export class Meter {
  readonly #sums: Partial<Record<'inputTokens' | 'outputTokens' | 'cachedTokens', number>> = {}
  #contextTokens: number | undefined

  /** What the model can hold, as far as is known; learnt, perhaps, in the course of the turn. */
  contextLimit: number | undefined

  constructor(private readonly prices: ModelPrices | undefined) {}

  add({ inputTokens, outputTokens, inputTokenDetails }: LanguageModelUsage): void {
    this.#sum('inputTokens', inputTokens)
    this.#sum('outputTokens', outputTokens)
    this.#sum('cachedTokens', inputTokenDetails.cacheReadTokens)
    if (inputTokens !== undefined) this.#contextTokens = inputTokens + (outputTokens ?? 0)
  }

  read(): Counts {
    return {
      ...this.#sums,
      ...(this.#contextTokens !== undefined && { contextTokens: this.#contextTokens }),
      ...(this.contextLimit !== undefined && { contextLimit: this.contextLimit }),
      ...costOf(this.#sums, this.prices),
    }
  }

  #sum(name: 'inputTokens' | 'outputTokens' | 'cachedTokens', count: number | undefined): void {
    if (count !== undefined) this.#sums[name] = (this.#sums[name] ?? 0) + count
  }
}
