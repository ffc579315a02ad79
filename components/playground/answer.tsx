'use client'
import { memo, type ReactNode } from 'react'
import { NO_MODEL } from '@/lib/domain/chat'
import { Failure } from './answer-failure'
import { AnswerFoot } from './answer-foot'
import { AnswerFound } from './answer-found'
import { AnswerProgress } from './answer-progress'
import { CallList } from './calls/call-row'
import { CitationScope } from './citations/citation-scope'
import { CitedMarkdown } from './citations/cited-markdown'
import { Sources } from './citations/sources'
import { citationsOf, evidenceOf, offerOf, segmentsOf, type TurnMessage } from './message'
import { endingWords } from './words'

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
  const evidence = evidenceOf(message)
  const citations = citationsOf(message)
  const isFound = note?.provider === NO_MODEL && evidence !== undefined
  const isEmpty = segments.length === 0 && !isRunning && !isFound && note?.outcome === 'completed'
  return (
    <CitationScope evidence={evidence} citations={citations}>
      <article aria-label="Answer" aria-busy={isRunning} className="grid min-w-0 gap-3">
        {segments.map((segment, at) => {
          switch (segment.kind) {
            case 'text':
              return (
                <CitedMarkdown
                  key={segment.key}
                  text={segment.text}
                  offset={segment.offset}
                  isStreaming={isRunning && at === segments.length - 1}
                />
              )
            case 'thought':
              return <Thought key={segment.key} text={segment.text} />
            case 'calls':
              return <CallList key={segment.key} conversation={conversation} calls={segment.calls} />
          }
        })}
        {isRunning && <AnswerProgress message={message} isQuiet={segments.at(-1)?.kind !== 'text'} />}
        {isFound && <AnswerFound evidence={evidence} offer={offerOf(message)} />}
        {isEmpty && <p className="text-muted-foreground text-sm">The model answered with nothing.</p>}
        {ending && <p className="text-muted-foreground text-sm">{ending}.</p>}
        {note?.error && <Failure message={note.error.message} onRetry={onRetry} />}
        {!isFound && !isRunning && evidence && <Sources evidence={evidence} citations={citations} />}
        {!isRunning && <AnswerFoot message={message} onInspect={onInspect} actions={actions} />}
      </article>
    </CitationScope>
  )
})

function Thought({ text }: { text: string }) {
  return (
    <details className="text-muted-foreground text-sm">
      <summary className="w-fit cursor-pointer rounded-sm">Thinking</summary>
      <p className="mt-1 border-l-2 pl-3 wrap-anywhere whitespace-pre-wrap">{text}</p>
    </details>
  )
}
