'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import { LookBadge } from '@/components/ui/state-badge'
import { CONNECTION_LOOKS, DISABLED_LOOK, type Look } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import type { Absence, Offer, TurnNote } from '@/lib/domain/chat'
import { CALL_LOOKS } from './calls/call-looks'
import { turnCostWords } from './gauge'
import { AddToGold } from './inspector/add-to-gold'
import { goldQuestion } from './inspector/gold-question'
import { Ranking } from './inspector/ranking'
import { SearchFacts } from './inspector/search-facts'
import { scopeOf } from './inspector/turn-scope'
import { TrySettings } from './inspector/try-settings'
import { WhyNot } from './inspector/why-not'
import { callsOf, citationsOf, evidenceOf, offerOf, type TurnMessage } from './message'
import { withholdingWords } from './words'

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

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="flex items-center gap-2 text-sm font-medium">
        {title}
        {count !== undefined && (
          <span className="text-muted-foreground font-normal">{countWords(count)}</span>
        )}
      </h3>
      {children}
    </section>
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

const ABSENCE_LOOKS: Record<Absence['reason'], Look> = {
  ...CONNECTION_LOOKS,
  disabled: DISABLED_LOOK,
  unknown: { word: 'Not registered', tone: 'off', shape: 'ring' },
}

function Unavailable({ offer: { absent, moreAbsent } }: { offer: Offer }) {
  if (absent.length === 0) return null
  return (
    <Section title="Unavailable servers" count={absent.length + moreAbsent}>
      <ul className="grid grid-cols-1 gap-2">
        {absent.map(({ server, reason, message }) => (
          <li key={server} className="grid grid-cols-1">
            <div className="flex items-center justify-between gap-2">
              {reason === 'unknown' ? (
                <span className="min-w-0 truncate text-sm">{server}</span>
              ) : (
                <Link
                  href={serverUrl(server)}
                  className="min-h-6 min-w-0 truncate text-sm leading-6 hover:underline"
                >
                  {server}
                </Link>
              )}
              <LookBadge look={ABSENCE_LOOKS[reason]} className="shrink-0 text-xs" />
            </div>
            <p className="text-muted-foreground text-xs wrap-anywhere">{message}</p>
          </li>
        ))}
      </ul>
      {moreAbsent > 0 && <p className="text-muted-foreground text-xs">and {countWords(moreAbsent)} more</p>}
    </Section>
  )
}

function Withheld({ offer }: { offer: Offer }) {
  const { withheld, forgotten, limit } = offer
  if (withheld.length === 0 && forgotten === 0) return null
  return (
    <Section title="Withheld" count={withheld.reduce((sum, { count }) => sum + count, 0)}>
      <ul className="grid grid-cols-1 gap-2">
        {withheld.map((group) => (
          <li key={`${group.server} ${group.reason}`} className="grid grid-cols-1">
            <p className="truncate text-sm">{group.server}</p>
            <p className="text-muted-foreground text-xs">{withholdingWords(group, limit)}</p>
            <ToolNames names={group.tools} more={group.count - group.tools.length} />
          </li>
        ))}
      </ul>
      {forgotten > 0 && (
        <p className="text-muted-foreground text-xs">
          The oldest {countWords(forgotten)} messages of this conversation did not fit and were left out.
        </p>
      )}
    </Section>
  )
}

function Offered({ offer: { offered } }: { offer: Offer }) {
  const groups = Map.groupBy(offered, ({ server }) => server)
  return (
    <Section title="Offered" count={offered.length}>
      {offered.length === 0 && (
        <p className="text-muted-foreground text-sm">The model had no tools for this answer.</p>
      )}
      <ul className="grid grid-cols-1 gap-2">
        {[...groups].map(([server, tools]) => (
          <li key={server} className="grid grid-cols-1">
            <div className="flex items-center justify-between gap-2">
              <Link
                href={serverUrl(server)}
                className="min-h-6 min-w-0 truncate text-sm leading-6 hover:underline"
              >
                {server}
              </Link>
              <Badge>{countWords(tools.length)}</Badge>
            </div>
            <ToolNames names={tools.map(({ tool }) => tool)} more={0} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ToolNames({ names, more }: { names: string[]; more: number }) {
  return (
    <details className="text-muted-foreground text-xs">
      <summary className="min-h-6 w-fit max-w-full cursor-pointer truncate rounded-sm leading-6">
        {names.slice(0, 3).join(', ')}
        {names.length + more > 3 && ' …'}
      </summary>
      <p className="mt-1 font-mono leading-5 wrap-anywhere">
        {names.join(', ')}
        {more > 0 && ` and ${countWords(more)} more`}
      </p>
    </details>
  )
}
