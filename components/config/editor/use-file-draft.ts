'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { FileText } from '@/lib/domain/api/config'
import { type Draft, dropDraft, keepDraft, keptDraft } from './drafts'

/** The draft of a file: kept while the tab is open, with a word when it is left and a warning before the tab is. */
export function useFileDraft(file: FileText) {
  const [draft, setDraft] = useState<Draft>(() => keptDraft(file.path) ?? draftOf(file))
  /** Rises when the editor must begin anew with `draft.text`. */
  const [start, setStart] = useState({ text: draft.text, count: 0 })
  const isTouched = draft.text !== draft.base
  const isElsewhere = draft.version !== file.version

  const take = useCallback(() => {
    dropDraft(file.path)
    setDraft(draftOf(file))
    setStart(({ count }) => ({ text: file.text, count: count + 1 }))
  }, [file])
  // Who has changed nothing wants to see the file as it is.
  if (isElsewhere && !isTouched) take()

  const change = useCallback(
    (text: string) => {
      setDraft((before) => {
        const after = { ...before, text }
        if (text === before.base) dropDraft(file.path)
        else keepDraft(file.path, after)
        return after
      })
    },
    [file.path],
  )
  const isClosed = useRef(false)
  const drop = useCallback(() => {
    isClosed.current = true
    dropDraft(file.path)
  }, [file.path])

  useTellOfLeaving(file.path, isTouched, isClosed)
  return { draft, start, isTouched, isElsewhere, change, take, drop }
}

function draftOf({ text, version }: FileText): Draft {
  return { text, base: text, version }
}

function useTellOfLeaving(path: string, isTouched: boolean, isClosed: { readonly current: boolean }) {
  useEffect(() => {
    if (!isTouched) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isTouched])

  const touched = useRef(isTouched)
  useEffect(() => {
    touched.current = isTouched
  }, [isTouched])
  useEffect(
    () => () => {
      if (!touched.current || isClosed.current) return
      toast('Your draft is kept in this tab', { description: `${path} was not changed.` })
    },
    [path, isClosed],
  )
}
