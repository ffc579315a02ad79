'use client'
import { debounce, type UseQueryStatesKeysMap, useQueryStates, type Values } from 'nuqs'
import { useCallback } from 'react'

const TYPING_MS = 300

/** Part of a place; null goes back to the default. */
export type ChangeOf<Place> = { [K in keyof Place]?: Place[K] | null }

/** Where on a page a person is, as the URL has it, and how to go elsewhere. */
export function usePlace<Parsers extends UseQueryStatesKeysMap>(parsers: Parsers) {
  const [place, setPlace] = useQueryStates(parsers)
  /** A new place, to which "back" returns. */
  const go = useCallback(
    (part: ChangeOf<Values<Parsers>>) => void setPlace(part, { history: 'push' }),
    [setPlace],
  )
  /** The same place seen otherwise: a filter, an order. */
  const refine = useCallback((part: ChangeOf<Values<Parsers>>) => void setPlace(part), [setPlace])
  /** The words `q`, on a page that has them: what is cleared is gone at once, what is typed waits for the next letter. */
  const search = useCallback(
    (q: string) =>
      // Only pages whose parsers have a `q` search.
      void setPlace(
        { q } as ChangeOf<Values<Parsers>>,
        q === '' ? {} : { limitUrlUpdates: debounce(TYPING_MS) },
      ),
    [setPlace],
  )
  return { place, go, refine, search }
}
