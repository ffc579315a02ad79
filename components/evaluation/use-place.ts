'use client'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useCallback } from 'react'

export const SET_TABS = ['runs', 'questions'] as const

const parsers = {
  /** A set; all of them without. */
  set: parseAsString,
  tab: parseAsStringLiteral(SET_TABS).withDefault('runs'),
  run: parseAsString,
  /** The run that it is compared with; the one before it without. */
  against: parseAsString,
}

/** What the URL holds of the page, so that a comparison can be sent on. */
export function usePlace() {
  const [place, setPlace] = useQueryStates(parsers)
  const go = useCallback(
    (part: Parameters<typeof setPlace>[0]) => void setPlace(part, { history: 'push' }),
    [setPlace],
  )
  return { place, go }
}
