'use client'
import { debounce, useQueryStates } from 'nuqs'
import { useCallback } from 'react'
import { type View, viewParsers } from './view-state'

const TYPING_MS = 300

/** The view that the URL holds, and how to change it. */
export function useView() {
  const [view, setView] = useQueryStates(viewParsers)
  const change = useCallback((part: Partial<View>) => void setView(part), [setView])
  const search = useCallback(
    // What is cleared is gone at once; what is typed waits for the next letter.
    (q: string) => void setView({ q }, q === '' ? {} : { limitUrlUpdates: debounce(TYPING_MS) }),
    [setView],
  )
  return { view, change, search }
}
