'use client'
import { ArrowUp, ListPlus, Square } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  type SyntheticEvent,
  useEffect,
  useState,
} from 'react'
import { Button } from '@/components/ui/button'
import { readDraft, writeDraft } from './drafts'
import { ComposerMenu } from './menus/composer-menu'
import { useComposerMenu } from './menus/use-composer-menu'
import type { Asked } from './queue'

interface ComposerProps {
  /** Whose draft this is. */
  conversation: string
  isRunning: boolean
  /** Sends, or queues while an answer runs. */
  onSend: (asked: Asked) => void
  onStop: () => void
  /** An empty field asks for the last question again, as a shell does. */
  onRecall: () => void
  field: RefObject<HTMLTextAreaElement | null>
  /** Below the text, left of the button: who takes part, which model answers. */
  children: ReactNode
}

/**
 * Enter sends, Shift+Enter begins a new line; while an answer runs, Enter queues and Escape stops. What is written
 * outlives the page.
 */
export function Composer({
  conversation,
  isRunning,
  onSend,
  onStop,
  onRecall,
  field,
  children,
}: ComposerProps) {
  // The command palette hands a question over in the URL.
  const [asked, setAsked] = useQueryState('ask', parseAsString)
  const [taken, setTaken] = useState(asked)
  const [text, setText] = useState(() => asked ?? readDraft(globalThis.localStorage, conversation))
  if (asked !== taken) {
    setTaken(asked)
    if (asked) setText(asked)
  }
  const isEmpty = text.trim() === ''
  const write = (next: string) => {
    setText(next)
    writeDraft(globalThis.localStorage, conversation, next)
  }
  const menu = useComposerMenu(field, text, write)
  // A draft is written on at its end; a browser begins before it.
  useEffect(() => {
    const end = field.current?.value.length ?? 0
    field.current?.setSelectionRange(end, end)
  }, [field])

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isEmpty) return
    if (asked !== null) void setAsked(null)
    onSend({ text: text.trim(), attachments: menu.attachments })
    menu.clear()
    write('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (menu.onKeyDown(event)) return
    if (event.key === 'Escape' && isRunning) onStop()
    if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      onRecall()
    }
    // An IME's Enter accepts what it suggests.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    submit(event)
  }

  return (
    <form
      onSubmit={submit}
      className="bg-card border-input focus-within:border-ring relative grid gap-1 rounded-xl border p-2 shadow-xs"
    >
      <ComposerMenu menu={menu} />
      <textarea
        {...menu.fieldProps}
        ref={field}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        rows={1}
        autoFocus
        placeholder="Ask something that your documents and servers can answer"
        aria-label="Your question"
        className="placeholder:text-muted-foreground field-sizing-content max-h-[40dvh] min-h-9 w-full resize-none bg-transparent px-2 py-1.5 text-base outline-none"
      />
      <div className="flex items-end gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1 gap-y-0.5">{children}</div>
        {isRunning && (
          <Button size="icon" variant="outline" aria-label="Stop" title="Stop (Esc)" onClick={onStop}>
            <Square className="size-3 fill-current" aria-hidden />
          </Button>
        )}
        {isRunning && !isEmpty && (
          <Button
            type="submit"
            size="icon"
            variant="primary"
            aria-label="Queue"
            title="Send after this answer (Enter)"
          >
            <ListPlus aria-hidden />
          </Button>
        )}
        {!isRunning && (
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
