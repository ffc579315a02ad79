import { createContext, useContext } from 'react'
import type { FleetRow } from '@/lib/domain/api/health'

/** The last day of servers by name; null for one that has none. As a whole null where it could not be read. */
export type RowHealth = ReadonlyMap<string, FleetRow | null> | null

export const RowHealthContext = createContext<RowHealth>(new Map())

/** The last day of a server in sight; undefined while it is not known, null where it will not be. */
export function useRowHealth(name: string): FleetRow | null | undefined {
  const known = useContext(RowHealthContext)
  return known === null ? null : known.get(name)
}

/** Servers that are asked for together: what is beside each other in the list. */
export const BLOCK = 50

/** The blocks that rows from `first` to `last` lie in, as long as there are rows in them. */
export function blocksIn(first: number, last: number, count: number): number[] {
  if (count === 0) return []
  const from = Math.floor(Math.max(0, first) / BLOCK)
  const to = Math.floor(Math.min(count - 1, last) / BLOCK)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
