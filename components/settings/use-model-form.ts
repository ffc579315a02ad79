'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { toast } from 'sonner'
import type { Outcome } from './test-outcome'

/** A model that can be set, and how the page speaks of it. */
interface ModelFormOptions<Draft, Settings, Field extends string> {
  queryKey: readonly unknown[]
  begin: () => Draft
  errorsOf: (draft: Draft) => Partial<Record<Field, string>>
  settingsOf: (draft: Draft) => Settings
  /** The draft once its key is stored. */
  withoutKey: (draft: Draft) => Draft
  save: (settings: Settings) => Promise<unknown>
  test: (settings: Settings) => Promise<Outcome>
  clear: () => Promise<unknown>
  words: { saved: (model: string) => string; notSaved: string; cleared: string; notCleared: string }
}

/** A form of one model: tried before it is saved, and forgotten again. Errors show from the first try on. */
export function useModelForm<Draft, Settings extends { model: string }, Field extends string>(
  options: ModelFormOptions<Draft, Settings, Field>,
) {
  const { errorsOf, settingsOf, withoutKey, words } = options
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(options.begin)
  const [isTried, setIsTried] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: options.queryKey })
  const save = useMutation({
    mutationFn: options.save,
    onSuccess: (_, { model }) => {
      toast.success(words.saved(model))
      setDraft(withoutKey)
    },
    onError: (error) => toast.error(words.notSaved, { description: error.message }),
    onSettled: refresh,
  })
  const test = useMutation({ mutationFn: options.test })
  const clear = useMutation({
    mutationFn: options.clear,
    onSuccess: () => toast.success(words.cleared),
    onError: (error) => toast.error(words.notCleared, { description: error.message }),
    onSettled: refresh,
  })
  const errors = errorsOf(draft)
  const isValid = Object.keys(errors).length === 0
  const isBusy = save.isPending || clear.isPending
  const none: Partial<Record<Field, string>> = {}
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    test.reset()
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (isValid && !isBusy) save.mutate(settingsOf(draft))
  }
  const tryOut = () => {
    setIsTried(true)
    if (isValid) test.mutate(settingsOf(draft))
  }
  return { draft, errors: isTried ? errors : none, isBusy, save, test, clear, change, submit, tryOut }
}
