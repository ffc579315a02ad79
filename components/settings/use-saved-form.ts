'use client'
import { useMutation } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { useWarnOfLeaving } from '@/components/ui/use-warn-of-leaving'

interface SavedFormOptions<Value, Draft, Field extends string> {
  /** As it is stored. */
  value: Value
  draftOf: (value: Value) => Draft
  isSame: (one: Draft, other: Draft) => boolean
  /** What the draft says, or what is wrong with each field. */
  readDraft: (draft: Draft) => { value: Value } | { errors: Partial<Record<Field, string>> }
  /** Resolves with what is stored then. */
  save: (value: Value) => Promise<Value>
}

/** A form that is saved as a whole: errors show from the first try on, and leaving it half done is warned of. */
export function useSavedForm<Value, Draft, Field extends string>(
  options: SavedFormOptions<Value, Draft, Field>,
) {
  const { draftOf, isSame, readDraft } = options
  const [start, setStart] = useState(() => draftOf(options.value))
  const [draft, setDraft] = useState(start)
  const [isTried, setIsTried] = useState(false)
  const begin = (next: Draft) => {
    setStart(next)
    setDraft(next)
    setIsTried(false)
  }
  const save = useMutation({ mutationFn: options.save, onSuccess: (stored) => begin(draftOf(stored)) })
  const read = readDraft(draft)
  const isDirty = !isSame(draft, start)
  useWarnOfLeaving(isDirty)
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    setIsTried(true)
    if ('value' in read) save.mutate(read.value)
    else focusFirstError(event.currentTarget)
  }
  const none: Partial<Record<Field, string>> = {}
  const errors = isTried && 'errors' in read ? read.errors : none
  return { draft, setDraft, read, errors, isDirty, save, submit, discard: () => begin(start) }
}
