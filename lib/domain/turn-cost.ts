import type { ModelPrices } from './api/chat'
import type { TurnNote } from './chat'

const MILLION = 1_000_000

/**
 * What a turn cost by these prices; nothing where they are not set or the provider counted nothing. What came from the
 * provider's cache is a part of the input, and costs the input's price where it has none of its own.
 */
export function costOf(
  {
    inputTokens,
    outputTokens,
    cachedTokens = 0,
  }: Pick<TurnNote, 'inputTokens' | 'outputTokens' | 'cachedTokens'>,
  prices: ModelPrices | undefined,
): Pick<TurnNote, 'cost' | 'currency'> {
  if (!prices || (inputTokens === undefined && outputTokens === undefined)) return {}
  const input = inputTokens ?? 0
  const cached = Math.min(cachedTokens, input)
  const cost =
    ((input - cached) * prices.input +
      cached * (prices.cached ?? prices.input) +
      (outputTokens ?? 0) * prices.output) /
    MILLION
  return { cost, currency: prices.currency }
}
