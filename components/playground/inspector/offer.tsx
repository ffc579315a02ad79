'use client'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { countWords } from '@/components/ui/number-words'
import { serverUrl } from '@/components/ui/server-url'
import { LookBadge } from '@/components/ui/state-badge'
import { CONNECTION_LOOKS, DISABLED_LOOK, type Look } from '@/components/ui/state-look'
import type { Absence, Offer } from '@/lib/domain/chat'
import { Section } from './section'
import { withholdingWords } from '../words'

const ABSENCE_LOOKS: Record<Absence['reason'], Look> = {
  ...CONNECTION_LOOKS,
  disabled: DISABLED_LOOK,
  unknown: { word: 'Not registered', tone: 'off', shape: 'ring' },
}

/** Servers that could not take part, and why. */
export function Unavailable({ offer: { absent, moreAbsent } }: { offer: Offer }) {
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

/** Tools that the model was not offered, and why. */
export function Withheld({ offer }: { offer: Offer }) {
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

/** Tools that the model could choose from. */
export function Offered({ offer: { offered } }: { offer: Offer }) {
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
