'use client'
import { useId, useState } from 'react'
import { useServerSearch } from '@/components/shell/use-server-search'
import { CopyButton } from '@/components/ui/copy-button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { Suggestions } from '@/components/ui/suggestions'
import { urlOf } from '@/lib/client/api'
import { getBadge } from '@/lib/domain/api/status'

const SHOWN = [
  { value: 'status', label: 'State' },
  { value: 'uptime', label: 'Uptime' },
  { value: 'response', label: 'Response time' },
] as const
type Shown = (typeof SHOWN)[number]['value']

/** A badge to look at, and the text that puts it into a README. */
export function StatusPageBadge() {
  const id = useId()
  const [name, setName] = useState('')
  const [show, setShow] = useState<Shown>('status')
  const found = useServerSearch(name)
  const names = found.data?.items.map((server) => server.name) ?? []
  const known = names.find((each) => each === name.trim())
  const path = known && urlOf(getBadge, { params: { name: known }, query: show === 'status' ? {} : { show } })
  const text = path && `![${known}](${globalThis.location.origin}${path})`
  return (
    <div className="grid gap-3 border-t pt-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-name`}>A badge of</Label>
          <Input
            id={`${id}-name`}
            list={`${id}-names`}
            value={name}
            autoComplete="off"
            spellCheck={false}
            placeholder="Name of a server"
            onChange={(event) => setName(event.target.value)}
          />
          <Suggestions id={`${id}-names`} values={names} />
        </div>
        <div className="grid gap-1.5">
          <Label htmlFor={`${id}-show`}>That shows</Label>
          <Select id={`${id}-show`} value={show} options={SHOWN} onValueChange={setShow} />
        </div>
      </div>
      {path && text && (
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <img src={path} alt={`Badge of ${known}`} height={20} />
          <code className="text-muted-foreground min-w-0 flex-1 text-xs wrap-anywhere">{text}</code>
          <CopyButton text={text} label="Copy the Markdown" />
        </div>
      )}
    </div>
  )
}
