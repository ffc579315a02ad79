'use client'
import { Hourglass } from 'lucide-react'
import { useNow } from '@/components/ui/use-now'
import type { Waiting } from '@/lib/domain/chat'
import { evidenceOf, offerOf, type TurnMessage, waitingOf } from './message'

/** What a running answer is at, where nothing else shows it. */
export function AnswerProgress({ message, isQuiet }: { message: TurnMessage; isQuiet: boolean }) {
  const waiting = waitingOf(message)
  if (waiting) return <WaitingFor waiting={waiting} />
  if (!isQuiet) return null
  return (
    <p role="status" className="text-muted-foreground flex items-center gap-2 text-sm">
      <span className="bg-primary size-2 animate-pulse rounded-full" aria-hidden />
      {workingWords(message)}
    </p>
  )
}

function workingWords(message: TurnMessage): string {
  if (!evidenceOf(message)) return 'Searching documents and tools'
  return offerOf(message) ? 'Working' : 'Gathering tools'
}

function WaitingFor({ waiting }: { waiting: NonNullable<Waiting> }) {
  const until = Date.parse(waiting.until)
  const seconds = useNow((now) => Math.max(0, Math.ceil((until - now) / 1_000)))
  return (
    <p
      role="status"
      className="border-warn/40 bg-warn/5 flex items-start gap-2 rounded-lg border px-3 py-2.5 text-sm"
    >
      <Hourglass className="text-warn mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0 wrap-anywhere">
        {waiting.message}{' '}
        <span className="text-muted-foreground">
          Try {waiting.attempt} of {waiting.of} <span aria-hidden>in {seconds} s</span>
        </span>
      </span>
    </p>
  )
}
