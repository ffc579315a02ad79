'use client'
import { ChevronRight, Wrench } from 'lucide-react'
import { useId, useState } from 'react'
import { useStickToBottomContext } from 'use-stick-to-bottom'
import { Progress } from '@/components/ui/progress'
import { QuestionCard } from '@/components/ui/questions/question-card'
import { TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { durationWords } from '@/components/ui/time-words'
import { cn } from '@/lib/kit/class-names'
import { argumentWords } from '../words'
import { CallApproval } from './call-approval'
import { CallDetails } from './call-details'
import { CALL_LOOKS } from './call-looks'
import { denialWords } from './denial-words'
import type { CallRow as Call } from './row'

interface CallListProps {
  conversation: string
  calls: Call[]
}

/** Calls that follow each other, one quiet row each. */
export function CallList({ conversation, calls }: CallListProps) {
  return (
    <>
      <ul aria-label="Tool calls" className="divide-y overflow-hidden rounded-lg border">
        {calls.map((call) => (
          <CallRow key={call.id} conversation={conversation} call={call} />
        ))}
      </ul>
      <p aria-live="assertive" className="sr-only">
        {announcementOf(calls)}
      </p>
    </>
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
  const why = call.state === 'failed' ? call.error : call.state === 'denied' ? denialWords(call) : undefined
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
          {!isOpen && argumentWords(call.approval?.arguments ?? call.input)}
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-2 text-xs">
          {call.approval?.arguments && <span className="text-muted-foreground">Edited</span>}
          {call.note && <span className="text-muted-foreground">{durationWords(call.note.durationMs)}</span>}
          <span className={cn('inline-flex items-center gap-1.5 font-medium', TONE_CLASSES[look.tone])}>
            <StateShape shape={look.shape} />
            <span className={cn(call.state === 'done' && 'sr-only sm:not-sr-only')}>{look.word}</span>
          </span>
        </span>
      </button>
      {call.progress && <ProgressLine tool={call.tool} progress={call.progress} />}
      {!isOpen && why !== undefined && (
        <p
          className={cn(
            'line-clamp-2 px-3 pb-2 pl-9 text-xs wrap-anywhere',
            call.state === 'failed' ? 'text-bad' : 'text-muted-foreground',
          )}
        >
          {why}
        </p>
      )}
      {call.request && (
        <div className="border-t px-3 py-3">
          <CallApproval key={call.request.id} call={call} request={call.request} />
        </div>
      )}
      {call.questions?.map((question) => (
        <div key={question.id} className="border-t px-3 py-3">
          <QuestionCard question={question} />
        </div>
      ))}
      {isOpen && (
        <div id={id} className="border-t px-3 py-3">
          <CallDetails conversation={conversation} call={call} />
        </div>
      )}
    </li>
  )
}

function ProgressLine({ tool, progress }: { tool: string; progress: NonNullable<Call['progress']> }) {
  const { progress: done, total, message } = progress
  const share = total === undefined ? String(done) : `${done} of ${total}`
  return (
    <div className="grid gap-1 px-3 pb-2 pl-9">
      {total !== undefined && <Progress label={`Progress of ${tool}`} value={done} max={total} />}
      <p className="text-muted-foreground truncate text-xs">
        {message === undefined ? share : `${share} · ${message}`}
      </p>
    </div>
  )
}

function announcementOf(calls: readonly Call[]): string {
  const waiting = calls.filter(({ state }) => state === 'waiting')
  const asking = calls.flatMap(({ questions = [] }) => questions).filter(({ state }) => state === 'waiting')
  return [
    ...waiting.map(({ tool, server }) => `${tool} of ${server} waits for your approval.`),
    ...asking.map(({ server }) => `${server} asks you something.`),
  ].join(' ')
}
