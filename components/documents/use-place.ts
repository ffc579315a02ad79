'use client'
import { debounce, useQueryStates } from 'nuqs'
import { useCallback } from 'react'
import { type PlaceChange, placeParsers } from './place'

const TYPING_MS = 300

/** Where on the page a person is, as the URL has it, and how to go elsewhere. */
export function usePlace() {
  const [place, setPlace] = useQueryStates(placeParsers)
  /** A new place, to which "back" returns. */
  const go = useCallback((part: PlaceChange) => void setPlace(part, { history: 'push' }), [setPlace])
  /** The same place seen otherwise. */
  const refine = useCallback((part: PlaceChange) => void setPlace(part), [setPlace])
  const search = useCallback(
    (q: string) => void setPlace({ q }, q === '' ? {} : { limitUrlUpdates: debounce(TYPING_MS) }),
    [setPlace],
  )
  return { place, go, refine, search }
}
