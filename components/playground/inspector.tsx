'use client'
import { countWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import { durationWords } from '@/components/ui/time-words'
import type { TurnNote } from '@/lib/domain/chat'
import { CALL_LOOKS } from './calls/call-looks'
import { turnCostWords } from './gauge'
import { AddToGold } from './inspector/add-to-gold'
import { goldQuestion } from './inspector/gold-question'
import { Offered, Unavailable, Withheld } from './inspector/offer'
import { Ranking } from './inspector/ranking'
import { SearchFacts } from './inspector/search-facts'
import { Section } from './inspector/section'
import { scopeOf } from './inspector/turn-scope'
import { TrySettings } from './inspector/try-settings'
import { WhyNot } from './inspector/why-not'
import { callsOf, citationsOf, evidenceOf, offerOf, type TurnMessage } from './message'

/** What one answer had to work with: offered, withheld, unavailable, called; each with its reason. */
export function Inspector({ message, isRunning }: { message: TurnMessage | undefined; isRunning: boolean }) {
  const offer = message && offerOf(message)
  const evidence = message && evidenceOf(message)
  if (!offer) {
    return (
      <p className="text-muted-foreground text-sm text-pretty">
        Ask something: here you will see which passages and tools were found for it, how they were ranked,
        what was left out, and why.
      </p>
    )
  }
  return (
    <div className="grid grid-cols-1 gap-5">
      <Facts message={message} />
      <Calls message={message} isRunning={isRunning} />
      {evidence && <SearchFacts evidence={evidence} />}
      <Ranking key={message.id} evidence={evidence} offer={offer} />
      {evidence && !isRunning && (
        <>
          <AddToGold begun={goldQuestion(evidence, citationsOf(message), callsOf(message, false))} />
          <WhyNot key={`why ${message.id}`} scope={scopeOf(evidence, offer)} />
          <TrySettings key={`try ${message.id}`} evidence={evidence} offer={offer} />
        </>
      )}
      <Unavailable offer={offer} />
      <Withheld offer={offer} />
      <Offered offer={offer} />
    </div>
  )
}

function Facts({ message }: { message: TurnMessage }) {
  const note = message.metadata
  if (!note) return null
  const facts: [string, string | undefined][] = [
    ['Model', note.model === '' ? undefined : note.model],
    ['Time', note.durationMs === undefined ? undefined : durationWords(note.durationMs)],
    ['Tokens in', note.inputTokens === undefined ? undefined : countWords(note.inputTokens)],
    ['Tokens out', note.outputTokens === undefined ? undefined : countWords(note.outputTokens)],
    ['Read from cache', note.cachedTokens === undefined ? undefined : countWords(note.cachedTokens)],
    ['Context', contextWords(note)],
    ['Cost', turnCostWords(note)],
  ]
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="truncate text-right" title={value}>
              {value}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}

function contextWords({ contextTokens, contextLimit }: TurnNote): string | undefined {
  if (contextTokens === undefined) return undefined
  return contextLimit === undefined
    ? countWords(contextTokens)
    : `${countWords(contextTokens)} of ${countWords(contextLimit)}`
}

function Calls({ message, isRunning }: { message: TurnMessage; isRunning: boolean }) {
  const calls = callsOf(message, isRunning)
  if (calls.length === 0) return null
  const longest = Math.max(1, ...calls.map(({ note }) => note?.durationMs ?? 0))
  return (
    <Section title="Called" count={calls.length}>
      <ol className="grid grid-cols-1 gap-1.5">
        {calls.map((call) => (
          <li key={call.id} className="grid grid-cols-1 gap-1">
            <div className="flex items-center justify-between gap-2 text-xs">
              <span className="min-w-0 truncate font-mono">{call.tool}</span>
              {call.state === 'done' ? (
                <span className="text-muted-foreground shrink-0">
                  {call.note && durationWords(call.note.durationMs)}
                </span>
              ) : (
                <LookBadge look={CALL_LOOKS[call.state]} className="text-xs" />
              )}
            </div>
            <div className="bg-muted h-1 overflow-hidden rounded-full" aria-hidden>
              <div
                className={call.state === 'failed' ? 'bg-bad h-full' : 'bg-primary h-full'}
                style={{ width: `${Math.max(2, ((call.note?.durationMs ?? 0) / longest) * 100)}%` }}
              />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}
