import 'server-only'

/** Methods, highest first, as far as no other order is set. */
export const DEFAULT_PRECEDENCE = [
  'manual',
  'config-file',
  'environment',
  'kubernetes',
  'http',
  'dns',
  'client-files',
] as const

/** Negative when the first source goes before the second. */
export type SourceOrder = (a: string, b: string) => number

/** `kubernetes` of `kubernetes:production`. */
export function methodOf(sourceId: string): string {
  const colon = sourceId.indexOf(':')
  return colon < 0 ? sourceId : sourceId.slice(0, colon)
}

/**
 * `order` names methods or single sources, highest first; what it leaves out follows in the default order, what nobody
 * knows comes last. Two sources of one rank go by id, so that the winner never depends on who reported first.
 */
export function sourceOrder(order: readonly string[] = []): SourceOrder {
  const ranks = new Map<string, number>()
  for (const name of [...order, ...DEFAULT_PRECEDENCE]) if (!ranks.has(name)) ranks.set(name, ranks.size)
  const rankOf = (id: string) => ranks.get(id) ?? ranks.get(methodOf(id)) ?? ranks.size
  return (a, b) => {
    if (a === b) return 0
    return rankOf(a) - rankOf(b) || (a < b ? -1 : 1)
  }
}
