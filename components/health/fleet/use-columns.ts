'use client'
import { useState } from 'react'

/** Columns from one to another, both included, whichever is left. */
export interface ColumnRange {
  anchor: number
  to: number
}

/** A stretch of time marked with the mouse or with Shift and the arrows, to zoom into. */
export function useColumns() {
  const [marked, setMarked] = useState<ColumnRange>()
  return {
    marked,
    mark: (anchor: number, to: number) => setMarked({ anchor, to }),
    clear: () => setMarked(undefined),
  }
}

export function edgesOf({ anchor, to }: ColumnRange): { first: number; last: number } {
  return { first: Math.min(anchor, to), last: Math.max(anchor, to) }
}
