'use client'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

interface KeyInputProps {
  id: string
  draft: { apiKey: string; isKeyRemoved: boolean }
  isStored: boolean
  onChange: (part: { apiKey: string } | { isKeyRemoved: boolean }) => void
}

/** Write-only: what is stored never comes back to the page. Its field's hint describes it. */
export function KeyInput({ id, draft, isStored, onChange }: KeyInputProps) {
  return (
    <div className="flex gap-2">
      <Input
        id={id}
        type="password"
        value={draft.apiKey}
        onChange={(event) => onChange({ apiKey: event.target.value })}
        placeholder={isStored ? '••••••••' : ''}
        autoComplete="new-password"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
      />
      {isStored && draft.apiKey === '' && (
        <Button onClick={() => onChange({ isKeyRemoved: true })}>Remove key</Button>
      )}
      {draft.isKeyRemoved && <Button onClick={() => onChange({ isKeyRemoved: false })}>Keep key</Button>}
    </div>
  )
}
