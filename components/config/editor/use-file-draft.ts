'use client'
import { useCallback, useEffect, useState } from 'react'
import type { FileText } from '@/lib/domain/api/config'
import { type Draft, dropDraft, keepDraft, keptDraft } from './drafts'

/** The draft of a file, kept while the tab is open, and a warning before the tab is left with one. */
export function useFileDraft(file: FileText) {
  const [draft, setDraft] = useState<Draft>(
    () => keptDraft(file.path) ?? { text: file.text, version: file.version },
  )
  const isDirty = draft.text !== file.text
  const change = useCallback(
    (text: string) => {
      setDraft(({ version }) => {
        keepDraft(file.path, { text, version })
        return { text, version }
      })
    },
    [file.path],
  )
  /** From now on it counts as made from the file as it stands. */
  const rebase = useCallback(() => {
    setDraft(({ text }) => {
      keepDraft(file.path, { text, version: file.version })
      return { text, version: file.version }
    })
  }, [file.path, file.version])
  const drop = useCallback(() => dropDraft(file.path), [file.path])

  useEffect(() => {
    if (!isDirty) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isDirty])

  return { draft, isDirty, change, rebase, drop }
}
