'use client'
import { ArrowUp, Square } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'

interface ComposerProps {
  isRunning: boolean
  onSend: (text: string) => void
  onStop: () => void
  /** Below the text, left of the button: who takes part, which model answers. */
  children: ReactNode
}

/** Enter sends, Shift+Enter begins a new line; while an answer runs, the button (and Escape) stops it. */
export function Composer({ isRunning, onSend, onStop, children }: ComposerProps) {
  // The command palette hands a question over in the URL.
  const [asked, setAsked] = useQueryState('ask', parseAsString)
  const [taken, setTaken] = useState(asked)
  const [text, setText] = useState(asked ?? '')
  if (asked !== taken) {
    setTaken(asked)
    if (asked) setText(asked)
  }
  const field = useRef<HTMLTextAreaElement>(null)
  const isEmpty = text.trim() === ''

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isRunning || isEmpty) return
    if (asked !== null) void setAsked(null)
    onSend(text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && isRunning) onStop()
    // An IME's Enter accepts what it suggests.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    submit(event)
  }

  return (
    <form
      onSubmit={submit}
      className="bg-card border-input focus-within:border-ring grid gap-1 rounded-xl border p-2 shadow-xs"
    >
      <textarea
        ref={field}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        rows={1}
        autoFocus
        placeholder="Ask something that your servers can answer"
        aria-label="Your question"
        className="placeholder:text-muted-foreground field-sizing-content max-h-[40dvh] min-h-9 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
      />
      <div className="flex items-end gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1 gap-y-0.5">{children}</div>
        {isRunning ? (
          <Button size="icon" variant="outline" aria-label="Stop" title="Stop (Esc)" onClick={onStop}>
            <Square className="size-3 fill-current" aria-hidden />
          </Button>
        ) : (
          <Button
            type="submit"
            size="icon"
            variant="primary"
            aria-label="Send"
            title="Send (Enter)"
            disabled={isEmpty}
          >
            <ArrowUp aria-hidden />
          </Button>
        )}
      </div>
    </form>
  )
}
