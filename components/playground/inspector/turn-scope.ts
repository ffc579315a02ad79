import type { Evidence, Offer } from '@/lib/domain/chat'

/** What took part in a turn: what is asked about it later is asked of the same, or it answers another question. */
export interface TurnScope {
  query: string
  /** All of each without; none of it when empty. */
  collections?: string[]
  servers?: string[]
  tags?: string[]
}

export function scopeOf(
  { query, collections }: Pick<Evidence, 'query' | 'collections'>,
  { selection }: Pick<Offer, 'selection'>,
): TurnScope {
  const { servers, tags } = selection ?? {}
  return {
    query,
    ...(collections && { collections }),
    ...(servers && { servers }),
    ...(tags && { tags }),
  }
}

/** As a search for passages takes it; undefined where no collection took part, for an empty list there means all. */
export function passagesIn({
  query,
  collections,
}: TurnScope): { query: string; collections?: string[] } | undefined {
  if (collections?.length === 0) return undefined
  return { query, ...(collections && { collections }) }
}

/** As a search for tools takes it. */
export function toolsIn({ query, servers, tags }: TurnScope): Omit<TurnScope, 'collections'> {
  return { query, ...(servers && { servers }), ...(tags && { tags }) }
}
