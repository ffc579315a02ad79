'use client'
import { useEffect } from 'react'

interface NeedMoreOptions {
  /** Those that are drawn, as the virtualizer gives them. */
  drawn: readonly { index: number }[]
  /** How many rows have been read, of how many there are. */
  read: number
  total: number
  /** Stable, or it is called with each render. */
  onNeedMore: () => void
}

/** Asks for more rows while one is in sight that is not read yet. Answers with the index of the last in sight. */
export function useNeedMore({ drawn, read, total, onNeedMore }: NeedMoreOptions): number {
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (read < total && last >= read) onNeedMore()
  }, [last, read, total, onNeedMore])
  return last
}
