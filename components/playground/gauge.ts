import type { ConversationUsage } from '@/lib/domain/api/conversations'
import type { TurnNote } from '@/lib/domain/chat'

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** "850", "12.4K". */
export function tokenWords(tokens: number): string {
  return short.format(tokens)
}

/** "$0.42"; of little money as many digits as tell it from nothing. */
export function costWords(cost: number, currency: string): string {
  const isLittle = cost > 0 && cost < 0.01
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    ...(isLittle ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }),
  }).format(cost)
}

/** What an answer cost; that its model has no price, where it was counted; nothing where nothing was. */
export function turnCostWords({ cost, currency, inputTokens, outputTokens }: TurnNote): string | undefined {
  if (cost !== undefined) return costWords(cost, currency ?? 'USD')
  return inputTokens === undefined && outputTokens === undefined ? undefined : 'price not set'
}

/** How full the model's context is: what the last request held, of what fits. */
export interface ContextLevel {
  tokens: number
  limit: number | undefined
  /** 0 to 1; undefined where the limit is not known. */
  share: number | undefined
}

/** Null before there is an answer that has counted its tokens. */
export function contextLevel(
  notes: readonly (TurnNote | undefined)[],
  limit: number | undefined,
): ContextLevel | null {
  const tokens = notes.findLast((one) => one?.contextTokens !== undefined)?.contextTokens
  if (tokens === undefined) return null
  return { tokens, limit, share: limit === undefined ? undefined : Math.min(1, tokens / limit) }
}

export function usageCosts({ costs }: Pick<ConversationUsage, 'costs'>): string {
  return costs.map(({ cost, currency }) => costWords(cost, currency)).join(' and ')
}
