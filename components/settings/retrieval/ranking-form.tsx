'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useId, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { useWarnOfLeaving } from '@/components/ui/use-warn-of-leaving'
import { queryKeys } from '@/lib/client/query-keys'
import { setRetrieval } from '@/lib/domain/api/search'
import type { RankSettings } from '@/lib/domain/retrieval'
import { SaveBar } from '../save-bar'
import { draftOf, GROUPS, isSame, readDraft } from './ranking-draft'
import { RankingFields } from './ranking-fields'

/** How passages and tools are ranked where nobody says otherwise. */
export function RankingForm({ settings, defaults }: { settings: RankSettings; defaults: RankSettings }) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const queryClient = useQueryClient()
  const [start, setStart] = useState(() => draftOf(settings))
  const [draft, setDraft] = useState(start)
  const [isTried, setIsTried] = useState(false)
  const save = useMutation({
    mutationFn: (next: RankSettings) => client.call(setRetrieval, { body: next }),
    onSuccess: (answer) => {
      queryClient.setQueryData(queryKeys.retrieval, answer)
      const saved = draftOf(answer.settings)
      setStart(saved)
      setDraft(saved)
      setIsTried(false)
      toast.success('Passages and tools are ranked so from now on')
    },
  })
  const read = readDraft(draft)
  const errors = isTried && 'errors' in read ? read.errors : {}
  const isDirty = !isSame(draft, start)
  useWarnOfLeaving(isDirty)

  const discard = () => {
    setDraft(start)
    setIsTried(false)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if ('settings' in read) save.mutate(read.settings)
    else focusFirstError(form.current)
  }

  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-6">
      {GROUPS.map((group) => (
        <RankingFields
          key={group.title}
          id={id}
          group={group}
          draft={draft}
          errors={errors}
          onChange={setDraft}
        />
      ))}
      <SaveBar save={save} isDirty={isDirty} onDiscard={discard}>
        <Button
          variant="ghost"
          disabled={isSame(draft, draftOf(defaults)) || save.isPending}
          onClick={() => setDraft(draftOf(defaults))}
        >
          Back to the defaults
        </Button>
      </SaveBar>
    </form>
  )
}
