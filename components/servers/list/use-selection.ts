'use client'
import type { RowSelectionState, Updater } from '@tanstack/react-table'
import { useCallback, useMemo, useState } from 'react'

export interface Selection {
  /** By name; also of servers that the view does not show now. */
  state: RowSelectionState
  names: string[]
  change: (updater: Updater<RowSelectionState>) => void
  add: (names: readonly string[]) => void
  clear: () => void
}

export function useSelection(): Selection {
  const [state, change] = useState<RowSelectionState>({})
  const add = useCallback((names: readonly string[]) => {
    change((current) => ({ ...current, ...Object.fromEntries(names.map((name) => [name, true as const])) }))
  }, [])
  const clear = useCallback(() => change({}), [])
  return useMemo(() => ({ state, names: Object.keys(state), change, add, clear }), [state, add, clear])
}
