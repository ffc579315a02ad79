'use client'
import { CornerDownRight, Pencil, Send, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/textarea'
import type { Queue } from './use-queue'

/** Questions that wait for the answer before them: shown, editable, removable. */
export function ComposerQueue({ queued, isPaused, change, remove, resume }: Queue) {
  if (queued.length === 0) return null
  return (
    <section aria-label="Waiting questions" className="grid gap-1 pb-2">
      <ul className="grid gap-1">
        {queued.map(({ id, text }) => (
          <QueuedItem
            key={id}
            text={text}
            onChange={(next) => change(id, next)}
            onRemove={() => remove(id)}
          />
        ))}
      </ul>
      {isPaused && (
        <div className="text-muted-foreground flex flex-wrap items-center justify-between gap-2 text-sm">
          <p>Not sent: the answer before waits for you or did not end well, or the page was loaded anew.</p>
          <Button size="sm" onClick={resume}>
            <Send aria-hidden />
            Send the first now
          </Button>
        </div>
      )}
    </section>
  )
}

interface QueuedItemProps {
  text: string
  onChange: (text: string) => void
  onRemove: () => void
}

function QueuedItem({ text, onChange, onRemove }: QueuedItemProps) {
  const [draft, setDraft] = useState<string>()
  if (draft !== undefined) {
    const keep = () => {
      onChange(draft)
      setDraft(undefined)
    }
    return (
      <li className="bg-secondary grid gap-2 rounded-lg p-2">
        <Textarea
          autoFocus
          value={draft}
          aria-label="Waiting question"
          rows={2}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(undefined)
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            keep()
          }}
        />
        <div className="flex justify-end gap-2">
          <Button size="sm" variant="ghost" onClick={() => setDraft(undefined)}>
            Cancel
          </Button>
          <Button size="sm" variant="primary" onClick={keep}>
            Keep
          </Button>
        </div>
      </li>
    )
  }
  return (
    <li className="bg-secondary text-secondary-foreground flex min-h-8 min-w-0 items-center gap-2 rounded-lg pl-2.5 text-sm">
      <CornerDownRight className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1 truncate" title={text}>
        {text}
      </span>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Edit waiting question ${text}`}
        onClick={() => setDraft(text)}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Remove waiting question ${text}`}
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
    </li>
  )
}
