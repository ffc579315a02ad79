import 'server-only'
import type { LanguageModelUsage } from 'ai'
import type { ModelPrices } from '@/lib/domain/api/chat'
import type { TurnNote } from '@/lib/domain/chat'
import { costOf } from '@/lib/domain/turn-cost'

type Counts = Pick<
  TurnNote,
  'inputTokens' | 'outputTokens' | 'cachedTokens' | 'contextTokens' | 'contextLimit' | 'cost' | 'currency'
>
type Sums = Partial<Record<'inputTokens' | 'outputTokens' | 'cachedTokens', number>>

/**
 * Counts what the rounds of an answer take, as far as the provider says; also of one that is stopped or fails, and from
 * its beginning where it goes on after a person's word on its calls.
 */
export class Meter {
  readonly #sums: Sums = {}
  #contextTokens: number | undefined

  /** What the model can hold, as far as is known; learnt, perhaps, in the course of the turn. */
  contextLimit: number | undefined

  /** @param before what the answer has taken until it waited */
  constructor(
    private readonly prices: ModelPrices | undefined,
    private readonly before: Counts = {},
  ) {
    this.#contextTokens = before.contextTokens
  }

  add({ inputTokens, outputTokens, inputTokenDetails }: LanguageModelUsage): void {
    count(this.#sums, 'inputTokens', inputTokens)
    count(this.#sums, 'outputTokens', outputTokens)
    count(this.#sums, 'cachedTokens', inputTokenDetails.cacheReadTokens)
    if (inputTokens !== undefined) this.#contextTokens = inputTokens + (outputTokens ?? 0)
  }

  read(): Counts {
    const whole: Sums = { ...this.#sums }
    for (const name of ['inputTokens', 'outputTokens', 'cachedTokens'] as const)
      count(whole, name, this.before[name])
    return {
      ...whole,
      ...(this.#contextTokens !== undefined && { contextTokens: this.#contextTokens }),
      ...(this.contextLimit !== undefined && { contextLimit: this.contextLimit }),
      ...costOfBoth(this.before, costOf(this.#sums, this.prices)),
    }
  }
}

/** Nothing where one part has a price and the other has none, or another currency: half a cost looks like a whole one. */
function costOfBoth(
  before: Counts,
  now: Pick<Counts, 'cost' | 'currency'>,
): Pick<Counts, 'cost' | 'currency'> {
  if (before.inputTokens === undefined && before.outputTokens === undefined) return now
  if (before.cost === undefined || now.cost === undefined || before.currency !== now.currency) return {}
  return { cost: before.cost + now.cost, ...(now.currency !== undefined && { currency: now.currency }) }
}

function count(sums: Sums, name: keyof Sums, more: number | undefined): void {
  if (more !== undefined) sums[name] = (sums[name] ?? 0) + more
}
