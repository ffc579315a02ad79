'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { queryKeys } from '@/lib/client/query-keys'
import { setHealthRules } from '@/lib/domain/api/health'
import { type HealthLimits, type HealthRules, withoutGaps } from '@/lib/domain/health'
import { SaveBar } from '../save-bar'
import { useSavedForm } from '../use-saved-form'
import { LimitInputs } from './limit-inputs'
import { draftOf, isSame, readDraft } from './rules-draft'
import { TagRules } from './tag-rules'

interface RulesFormProps {
  rules: HealthRules
  /** What files set; what is left empty here follows it. */
  declared: HealthRules
  defaults: HealthLimits
}

/** The limits of checks: for all servers, then by tag. */
export function RulesForm({ rules, declared, defaults }: RulesFormProps) {
  const id = useId()
  const queryClient = useQueryClient()
  const known = Object.keys(useServerTags()).sort()
  const form = useSavedForm({
    ...{ value: rules, draftOf, isSame, readDraft },
    save: async (next) => {
      const answer = await client.call(setHealthRules, { body: next })
      queryClient.setQueryData(queryKeys.healthRules, answer)
      toast.success('Servers are checked by these limits from now on')
      // Each server's own page tells its limits.
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
      return answer.rules
    },
  })
  const { draft, setDraft, read, errors } = form
  const ofFiles = { ...defaults, ...withoutGaps(declared.all) }
  return (
    <form noValidate onSubmit={form.submit} className="grid gap-5">
      <fieldset className="grid gap-3">
        <legend className="pb-2 text-sm font-semibold">All servers</legend>
        <LimitInputs
          id={`${id}-all`}
          place="all"
          limits={draft.all}
          otherwise={ofFiles}
          errors={errors}
          onChange={(all) => setDraft({ ...draft, all })}
        />
      </fieldset>
      <fieldset className="grid gap-3 border-t pt-4">
        <legend className="sr-only">By tag</legend>
        <div className="grid gap-1">
          <h3 className="text-sm font-semibold">By tag</h3>
          <p className="text-muted-foreground text-sm text-pretty">
            Of a server with several of these tags, the first that sets a limit decides it. What is empty is
            as for all servers.
          </p>
        </div>
        {declared.tags.length > 0 && (
          <p className="text-muted-foreground text-sm text-pretty">
            Configuration files set limits for {declared.tags.map(({ tag }) => tag).join(', ')}. What is set
            here for these tags goes before them.
          </p>
        )}
        <TagRules
          id={id}
          tags={draft.tags}
          otherwise={'value' in read ? { ...ofFiles, ...withoutGaps(read.value.all) } : ofFiles}
          errors={errors}
          known={known}
          onChange={(tags) => setDraft({ ...draft, tags })}
        />
      </fieldset>
      <SaveBar save={form.save} isDirty={form.isDirty} onDiscard={form.discard} />
    </form>
  )
}
