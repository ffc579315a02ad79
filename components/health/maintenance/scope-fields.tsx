'use client'
import { useId, useState } from 'react'
import { useServerTags } from '@/components/shell/use-server-facets'
import { useServerSearch } from '@/components/shell/use-server-search'
import { Button } from '@/components/ui/button'
import { FilterMenu } from '@/components/ui/filter-menu'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { RemovableList } from '@/components/ui/removable-list'
import { Suggestions } from '@/components/ui/suggestions'
import { toggled } from '@/lib/kit/toggled'
import type { MaintenanceDraft } from './draft'
import { FieldError } from './field-error'

interface ScopeFieldsProps {
  draft: MaintenanceDraft
  error: string | undefined
  onChange: (part: Partial<MaintenanceDraft>) => void
}

/** All servers, or some by name and by tag. */
export function ScopeFields({ draft, error, onChange }: ScopeFieldsProps) {
  const id = useId()
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="pb-1.5 text-sm font-medium">Of which servers</legend>
      <div className="flex flex-wrap gap-4">
        {(['some', 'all'] as const).map((scope) => (
          <Label key={scope} className="font-normal">
            <input
              type="radio"
              name={`${id}-scope`}
              className="accent-primary size-4"
              checked={draft.scope === scope}
              onChange={() => onChange({ scope })}
            />
            {scope === 'all' ? 'All servers' : 'Some'}
          </Label>
        ))}
      </div>
      {draft.scope === 'some' && (
        <>
          <RemovableList
            label="Servers chosen"
            values={draft.servers}
            onRemove={(name) => onChange({ servers: draft.servers.filter((each) => each !== name) })}
          />
          <ServerInput
            id={`${id}-server`}
            onPick={(name) => {
              if (!draft.servers.includes(name)) onChange({ servers: [...draft.servers, name] })
            }}
          />
          <Tags draft={draft} onChange={onChange} />
        </>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  )
}

/** A name is typed or picked; it counts once a server has it. */
function ServerInput({ id, onPick }: { id: string; onPick: (name: string) => void }) {
  const [text, setText] = useState('')
  const found = useServerSearch(text)
  const names = found.data?.items.map(({ name }) => name) ?? []
  const pick = (name: string) => {
    onPick(name)
    setText('')
  }
  const typed = names.find((name) => name === text.trim())
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id} className="text-muted-foreground text-xs font-normal">
        Add a server by name
      </Label>
      <div className="flex gap-2">
        <Input
          id={id}
          list={`${id}-names`}
          value={text}
          autoComplete="off"
          spellCheck={false}
          placeholder="Name"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            // Enter means this field, not the whole form.
            event.preventDefault()
            const name = typed ?? (names.length === 1 ? names[0] : undefined)
            if (name !== undefined) pick(name)
          }}
        />
        <Suggestions id={`${id}-names`} values={names} />
        <Button disabled={typed === undefined} onClick={() => typed !== undefined && pick(typed)}>
          Add
        </Button>
      </div>
    </div>
  )
}

function Tags({ draft, onChange }: Pick<ScopeFieldsProps, 'draft' | 'onChange'>) {
  const tags = useServerTags()
  const toggle = (tag: string) => onChange({ tags: toggled(draft.tags, tag) })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterMenu label="Tags" counts={tags} chosen={draft.tags} wordsOf={(tag) => tag} onToggle={toggle} />
      <RemovableList label="Tags chosen" values={draft.tags} onRemove={toggle} />
    </div>
  )
}
