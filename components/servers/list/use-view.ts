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
    (q: string) => void setView({ q }, { limitUrlUpdates: debounce(TYPING_MS) }),
    [setView],
  )
  return { view, change, search }
}
