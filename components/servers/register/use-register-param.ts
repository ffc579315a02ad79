'use client'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useCallback } from 'react'

export const REGISTER_MODES = ['form', 'paste'] as const
export type RegisterMode = (typeof REGISTER_MODES)[number]

/** Whether and how a server is being registered, in the URL, so that other pages can link to it. */
export function useRegisterParam(): [RegisterMode | null, (mode: RegisterMode | null) => void] {
  const [mode, setMode] = useQueryState('register', parseAsStringLiteral(REGISTER_MODES))
  const set = useCallback((next: RegisterMode | null) => void setMode(next), [setMode])
  return [mode, set]
}
