'use client'
import { ChevronRight, Wrench } from 'lucide-react'
import { useId, useState } from 'react'
import { useStickToBottomContext } from 'use-stick-to-bottom'
import { StateShape } from '@/components/ui/state-shape'
import { type Look, TONE_CLASSES } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import { cn } from '@/lib/kit/class-names'
import { CallDetails } from './call-details'
import type { CallRow as Call } from './message'
import { argumentWords } from './words'

export const CALL_LOOKS: Record<Call['state'], Look> = {
  preparing: { word: 'Preparing', tone: 'busy', shape: 'arc' },
  running: { word: 'Running', tone: 'busy', shape: 'arc' },
  done: { word: 'Done', tone: 'ok', shape: 'disc' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  stopped: { word: 'Stopped', tone: 'off', shape: 'square' },
}

interface CallListProps {
  conversation: string
  calls: Call[]
}

/** Calls that follow each other, one quiet row each. */
export function CallList({ conversation, calls }: CallListProps) {
  return (
    <ul aria-label="Tool calls" className="divide-y overflow-hidden rounded-lg border">
      {calls.map((call) => (
        <CallRow key={call.id} conversation={conversation} call={call} />
      ))}
    </ul>
  )
}

function CallRow({ conversation, call }: { conversation: string; call: Call }) {
  const [isOpen, setIsOpen] = useState(false)
  const { stopScroll } = useStickToBottomContext()
  const id = useId()
  const toggle = () => {
    // The row that is looked at stays where it is; else its growth would scroll it away under the pointer.
    stopScroll()
    setIsOpen(!isOpen)
  }
  const look = CALL_LOOKS[call.state]
  return (
    <li className="bg-card">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
        className="hover:bg-accent/60 flex min-h-9 w-full min-w-0 items-center gap-2 px-3 py-1.5 text-left focus-visible:-outline-offset-2"
      >
        <ChevronRight
          className={cn(
            'text-muted-foreground size-3.5 shrink-0 transition-transform',
            isOpen && 'rotate-90',
          )}
          aria-hidden
        />
        <Wrench className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
        <span className="min-w-0 shrink truncate font-mono text-xs font-medium">{call.tool}</span>
        {call.server !== '' && (
          <span className="text-muted-foreground max-w-[40%] min-w-0 shrink-0 truncate text-xs">
            {call.server}
          </span>
        )}
        <span className="text-muted-foreground hidden min-w-0 flex-1 truncate font-mono text-xs sm:block">
          {!isOpen && argumentWords(call.input)}
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-2 text-xs">
          {call.note && <span className="text-muted-foreground">{durationWords(call.note.durationMs)}</span>}
          <span className={cn('inline-flex items-center gap-1.5 font-medium', TONE_CLASSES[look.tone])}>
            <StateShape shape={look.shape} />
            <span className={cn(call.state === 'done' && 'sr-only sm:not-sr-only')}>{look.word}</span>
          </span>
        </span>
      </button>
      {!isOpen && call.state === 'failed' && call.error && (
        <p className="text-bad line-clamp-2 px-3 pb-2 pl-9 text-xs wrap-anywhere">{call.error}</p>
      )}
      {isOpen && (
        <div id={id} className="border-t px-3 py-3">
          <CallDetails conversation={conversation} call={call} />
        </div>
      )}
    </li>
  )
}
