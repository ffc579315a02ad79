'use client'
import { Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { amountWords } from '@/components/ui/number-words'
import { durationWords } from '@/components/ui/time-words'
import { NO_MODEL } from '@/lib/domain/chat'
import { callsOf, evidenceOf, noticesOf, offerOf, textOf, type TurnMessage } from './message'
import { costWords } from './gauge'
import { keptBackWords, offeredWords, tookPartWords } from './words'

interface AnswerFootProps {
  message: TurnMessage
  onInspect: (id: string) => void
  /** At its end: other branches, other models. */
  actions?: ReactNode
}

/** What an answer had to work with, what took part, what was kept back, and what it took. */
export function AnswerFoot({ message, onInspect, actions }: AnswerFootProps) {
  const offer = offerOf(message)
  const note = message.metadata
  const text = textOf(message)
  const kept = offer ? keptBackWords(offer) : []
  const tookPart = tookPartWords(evidenceOf(message), callsOf(message, false))
  const tokens = (note?.inputTokens ?? 0) + (note?.outputTokens ?? 0)
  return (
    <footer className="text-muted-foreground grid gap-1 text-xs">
      <Notices message={message} />
      <div className="flex flex-wrap items-center gap-x-1">
        {offer && (
          <Button
            size="sm"
            variant="ghost"
            className="h-auto min-h-7 max-w-full px-1 py-1 text-left font-normal whitespace-normal"
            onClick={() => onInspect(message.id)}
          >
            <span>
              {tookPart && `${tookPart} · `}
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
        {tokens > 0 && <span className="px-1">{amountWords(tokens, 'token')}</span>}
        {note?.cost !== undefined && (
          <span className="px-1">{costWords(note.cost, note.currency ?? 'USD')}</span>
        )}
        <span className="ml-auto flex items-center">
          {text !== '' && note?.provider !== NO_MODEL && <CopyButton text={text} label="Copy answer" />}
          {actions}
        </span>
      </div>
    </footer>
  )
}

function Notices({ message }: { message: TurnMessage }) {
  const notices = noticesOf(message)
  if (notices.length === 0) return null
  return (
    <ul aria-label="Notes on this answer" className="grid gap-0.5">
      {notices.map((notice) => (
        <li key={notice.message} className="flex items-start gap-1.5 wrap-anywhere">
          <Info className="mt-0.5 size-3 shrink-0" aria-hidden />
          {notice.message}
        </li>
      ))}
    </ul>
  )
}
