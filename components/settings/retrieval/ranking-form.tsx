'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { queryKeys } from '@/lib/client/query-keys'
import { setRetrieval } from '@/lib/domain/api/search'
import type { RankSettings } from '@/lib/domain/retrieval'
import { SaveBar } from '../save-bar'
import { useSavedForm } from '../use-saved-form'
import { draftOf, GROUPS, isSame, readDraft } from './ranking-draft'
import { RankingFields } from './ranking-fields'

/** How passages and tools are ranked where nobody says otherwise. */
export function RankingForm({ settings, defaults }: { settings: RankSettings; defaults: RankSettings }) {
  const id = useId()
  const queryClient = useQueryClient()
  const form = useSavedForm({
    ...{ value: settings, draftOf, isSame, readDraft },
    save: async (next) => {
      const answer = await client.call(setRetrieval, { body: next })
      queryClient.setQueryData(queryKeys.retrieval, answer)
      toast.success('Passages and tools are ranked so from now on')
      return answer.settings
    },
  })
  const { draft, setDraft, save } = form
  return (
    <form noValidate onSubmit={form.submit} className="grid gap-6">
      {GROUPS.map((group) => (
        <RankingFields
          key={group.title}
          id={id}
          group={group}
          draft={draft}
          errors={form.errors}
          onChange={setDraft}
        />
      ))}
      <SaveBar save={save} isDirty={form.isDirty} onDiscard={form.discard}>
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
