'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { type SyntheticEvent, useId, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import { FilterMenu } from '@/components/ui/filter-menu'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { listWords } from '@/components/ui/number-words'
import { Switch } from '@/components/ui/switch'
import { queryKeys } from '@/lib/client/query-keys'
import { setStatusPageSettings, type StatusPageSettings } from '@/lib/domain/api/status'
import { messageOf } from '@/lib/kit/app-error'
import { toggled } from '@/lib/kit/toggled'
import { Field } from './field'
import { StatusPageBadge } from './status-page-badge'

/** Whether it is published, of which servers, and under which title. */
export function StatusPageForm({ settings }: { settings: StatusPageSettings }) {
  const id = useId()
  const [draft, setDraft] = useState(settings)
  const [isTried, setIsTried] = useState(false)
  const save = useSave()
  const tags = useServerTags()
  const change = (part: Partial<StatusPageSettings>) => setDraft({ ...draft, ...part })
  const titleError = isTried && draft.title.trim() === '' ? 'Give it a title' : undefined
  const toggleTag = (tag: string) => change({ tags: toggled(draft.tags, tag) })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (draft.title.trim() !== '' && !save.isPending) save.mutate({ ...draft, title: draft.title.trim() })
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-5 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Label htmlFor={`${id}-on`} className="min-h-8">
          <Switch
            id={`${id}-on`}
            checked={draft.enabled}
            onCheckedChange={(enabled) => change({ enabled })}
          />
          Published, for everybody who can reach this Portolan
        </Label>
        {settings.enabled && (
          <Button asChild size="sm">
            <a href="/status" target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open the page
            </a>
          </Button>
        )}
      </div>
      <Field id={`${id}-title`} label="Title" error={titleError}>
        <Input
          id={`${id}-title`}
          value={draft.title}
          maxLength={200}
          aria-invalid={titleError !== undefined}
          aria-describedby={titleError ? `${id}-title-error` : undefined}
          onChange={(event) => change({ title: event.target.value })}
        />
      </Field>
      <div className="grid gap-1.5">
        <span className="text-sm font-medium">Servers</span>
        <div className="flex flex-wrap items-center gap-2">
          <FilterMenu
            label="Tags"
            counts={tags}
            chosen={draft.tags}
            wordsOf={(tag) => tag}
            onToggle={toggleTag}
          />
          <span className="text-muted-foreground text-sm">
            {draft.tags.length === 0
              ? 'All servers that are enabled'
              : `Those that are enabled and have ${listWords(draft.tags, 5)}`}
          </span>
        </div>
      </div>
      <Label htmlFor={`${id}-badges`} className="font-normal">
        <Switch id={`${id}-badges`} checked={draft.badges} onCheckedChange={(badges) => change({ badges })} />
        Badges of these servers, for READMEs and pages elsewhere
      </Label>
      <div>
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
      </div>
      {settings.enabled && settings.badges && <StatusPageBadge />}
    </form>
  )
}

function useSave() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: StatusPageSettings) => client.call(setStatusPageSettings, { body }),
    onSuccess: (settings) => {
      queryClient.setQueryData(queryKeys.statusPage, settings)
      toast.success(settings.enabled ? 'The status page is published' : 'No status page is published')
    },
    onError: (error) => toast.error(`It could not be saved: ${messageOf(error)}`),
  })
}
