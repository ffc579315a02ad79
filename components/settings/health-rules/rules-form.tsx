'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useId, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { useWarnOfLeaving } from '@/components/ui/use-warn-of-leaving'
import { queryKeys } from '@/lib/client/query-keys'
import { setHealthRules } from '@/lib/domain/api/health'
import { type HealthLimits, type HealthRules, withoutGaps } from '@/lib/domain/health'
import { SaveBar } from '../save-bar'
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
  const form = useRef<HTMLFormElement>(null)
  const queryClient = useQueryClient()
  const [start, setStart] = useState(() => draftOf(rules))
  const [draft, setDraft] = useState(start)
  const [isTried, setIsTried] = useState(false)
  const known = Object.keys(useServerTags()).sort()
  const save = useMutation({
    mutationFn: (next: HealthRules) => client.call(setHealthRules, { body: next }),
    onSuccess: (answer) => {
      queryClient.setQueryData(queryKeys.healthRules, answer)
      const saved = draftOf(answer.rules)
      setStart(saved)
      setDraft(saved)
      setIsTried(false)
      toast.success('Servers are checked by these limits from now on')
      // Each server's own page tells its limits.
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
    },
  })
  const read = readDraft(draft)
  const errors = isTried && 'errors' in read ? read.errors : {}
  const isDirty = !isSame(draft, start)
  const ofFiles = { ...defaults, ...withoutGaps(declared.all) }
  useWarnOfLeaving(isDirty)

  const discard = () => {
    setDraft(start)
    setIsTried(false)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if ('rules' in read) save.mutate(read.rules)
    else focusFirstError(form.current)
  }

  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-5">
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
          otherwise={'rules' in read ? { ...ofFiles, ...withoutGaps(read.rules.all) } : ofFiles}
          errors={errors}
          known={known}
          onChange={(tags) => setDraft({ ...draft, tags })}
        />
      </fieldset>
      <SaveBar save={save} isDirty={isDirty} onDiscard={discard} />
    </form>
  )
}
