'use client'
import { CircleAlert, RotateCw } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { durationWords } from '@/components/ui/time-words'
import { amountWords } from '@/components/ui/number-words'
import { CallList } from './calls/call-row'
import { Markdown } from './markdown'
import { offerOf, segmentsOf, textOf, type TurnMessage } from './message'
import { endingWords, keptBackWords, offeredWords } from './words'

interface AnswerProps {
  conversation: string
  message: TurnMessage
  isRunning: boolean
  /** Only the last answer can be asked for again. */
  onRetry?: (() => void) | undefined
  onInspect: (id: string) => void
  /** At the end of the foot: other branches, other models. A stable element, or the answer is drawn again. */
  actions?: ReactNode
}

export const Question = memo(function Question({ message }: { message: TurnMessage }) {
  return (
    <div className="flex justify-end">
      <p className="bg-secondary max-w-[85%] rounded-xl rounded-br-sm px-3.5 py-2 text-base wrap-anywhere whitespace-pre-wrap">
        <span className="sr-only">You asked: </span>
        {textOf(message)}
      </p>
    </div>
  )
})

/** One answer: words and calls in order, how it ended, what it had to work with. */
export const Answer = memo(function Answer({
  conversation,
  message,
  isRunning,
  onRetry,
  onInspect,
  actions,
}: AnswerProps) {
  const segments = segmentsOf(message, isRunning)
  const note = message.metadata
  const ending = endingWords(note, isRunning)
  const isEmpty = segments.length === 0 && !isRunning && note?.outcome === 'completed'
  return (
    <article aria-label="Answer" aria-busy={isRunning} className="grid min-w-0 gap-3">
      {segments.map((segment, at) => {
        switch (segment.kind) {
          case 'text':
            return (
              <Markdown
                key={segment.key}
                text={segment.text}
                isStreaming={isRunning && at === segments.length - 1}
              />
            )
          case 'thought':
            return <Thought key={segment.key} text={segment.text} />
          case 'calls':
            return <CallList key={segment.key} conversation={conversation} calls={segment.calls} />
        }
      })}
      {isRunning && (
        <Working hasOffer={offerOf(message) !== undefined} isQuiet={segments.at(-1)?.kind !== 'text'} />
      )}
      {isEmpty && <p className="text-muted-foreground text-sm">The model answered with nothing.</p>}
      {ending && <p className="text-muted-foreground text-sm">{ending}.</p>}
      {note?.error && <Failure message={note.error.message} onRetry={onRetry} />}
      {!isRunning && <AnswerFoot message={message} onInspect={onInspect} actions={actions} />}
    </article>
  )
})

/** What went wrong, in words, and the way to try again. */
export function Failure({ message, onRetry }: { message: string; onRetry?: (() => void) | undefined }) {
  return (
    <div
      role="alert"
      className="border-bad/40 bg-bad/5 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2.5"
    >
      <CircleAlert className="text-bad mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-60 text-sm wrap-anywhere">{message}</p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  )
}

function Thought({ text }: { text: string }) {
  return (
    <details className="text-muted-foreground text-sm">
      <summary className="w-fit cursor-pointer rounded-sm">Thinking</summary>
      <p className="mt-1 border-l-2 pl-3 wrap-anywhere whitespace-pre-wrap">{text}</p>
    </details>
  )
}

function Working({ hasOffer, isQuiet }: { hasOffer: boolean; isQuiet: boolean }) {
  if (!isQuiet) return null
  return (
    <p role="status" className="text-muted-foreground flex items-center gap-2 text-sm">
      <span className="bg-primary size-2 animate-pulse rounded-full" aria-hidden />
      {hasOffer ? 'Working' : 'Gathering tools'}
    </p>
  )
}

function AnswerFoot({ message, onInspect, actions }: Pick<AnswerProps, 'message' | 'onInspect' | 'actions'>) {
  const offer = offerOf(message)
  const note = message.metadata
  const text = textOf(message)
  const kept = offer ? keptBackWords(offer) : []
  return (
    <footer className="text-muted-foreground -ml-2 flex flex-wrap items-center gap-x-1 text-xs">
      {offer && (
        <Button
          size="sm"
          variant="ghost"
          className="h-auto min-h-7 max-w-full py-1 text-left font-normal whitespace-normal"
          onClick={() => onInspect(message.id)}
        >
          <span>
            {offeredWords(offer)}
            {kept.map((words) => (
              <span key={words}>
                {' · '}
                <span className="text-warn font-medium">{words}</span>
              </span>
            ))}
          </span>
        </Button>
      )}
      {note?.durationMs !== undefined && <span className="px-1">{durationWords(note.durationMs)}</span>}
      {note?.outputTokens !== undefined && (
        <span className="px-1">{amountWords((note.inputTokens ?? 0) + note.outputTokens, 'token')}</span>
      )}
      <span className="ml-auto flex items-center">
        {text !== '' && <CopyButton text={text} label="Copy answer" />}
        {actions}
      </span>
    </footer>
  )
}
