'use client'
import { Layers, VolumeX } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { incidentUrl } from '@/components/ui/health/health-links'
import { RelativeTime } from '@/components/ui/relative-time'
import { exactWords } from '@/components/ui/time-words'
import { useNow } from '@/components/ui/use-now'
import type { Incident, IncidentGroup } from '@/lib/domain/incident'
import { byWords, END_WORDS, groupWords } from './incident-words'
import { Lasted } from './lasted'
import { useGroupPages } from './use-incidents'

const SHOWN = 12

interface IncidentFactsProps {
  incident: Incident
  group: IncidentGroup | null
}

/** Why, since when, for how long, and who knows. */
export function IncidentFacts({ incident, group }: IncidentFactsProps) {
  const { cause, openedAt, closedAt, end, acknowledged, silenced } = incident
  return (
    <Card aria-label="What is known of it">
      <p className="border-b px-4 py-3 text-base wrap-anywhere">
        {cause.message} <code className="text-muted-foreground text-xs">{cause.code}</code>
      </p>
      <dl className="grid gap-x-6 gap-y-3 p-4 sm:grid-cols-3">
        <Fact term="Began">
          <RelativeTime at={openedAt} /> <Exact at={openedAt} />
        </Fact>
        <Fact term={closedAt === null ? 'Has lasted' : 'Lasted'}>
          <Lasted incident={incident} />
        </Fact>
        <Fact term="Ended">
          {closedAt === null ? (
            'It goes on'
          ) : (
            <>
              <RelativeTime at={closedAt} /> <Exact at={closedAt} />
              {end && <span className="block">{END_WORDS[end]}</span>}
            </>
          )}
        </Fact>
        {acknowledged && (
          <Fact term="Acknowledged" className="sm:col-span-3">
            by {byWords(acknowledged.by)}, <RelativeTime at={acknowledged.at} />
            {acknowledged.note && (
              <span className="block wrap-anywhere whitespace-pre-line">{acknowledged.note}</span>
            )}
          </Fact>
        )}
      </dl>
      {silenced && (
        <p className="text-muted-foreground flex items-center gap-2 border-t px-4 py-2">
          <VolumeX className="size-3.5 shrink-0" aria-hidden />
          It began in a maintenance window, so nobody was told of it.
        </p>
      )}
      {group && <Group group={group} own={incident.id} />}
    </Card>
  )
}

function Fact({ term, className, children }: { term: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-muted-foreground text-xs">{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** By the reader's own clock, which the server does not know. */
function Exact({ at }: { at: string }) {
  const words = useNow((now) => (now === 0 ? '' : exactWords(Date.parse(at))))
  return <span className="text-muted-foreground block text-xs">{words}</span>
}

/** The others that failed with it. */
function Group({ group, own }: { group: IncidentGroup; own: string }) {
  const pages = useGroupPages(group.id)
  const others = (pages.data?.pages.flatMap(({ items }) => items) ?? []).filter(({ id }) => id !== own)
  const hidden = group.servers - 1 - Math.min(others.length, SHOWN)
  return (
    <div className="grid gap-1 border-t px-4 py-3">
      <p className="flex items-center gap-2 font-medium">
        <Layers className="size-3.5 shrink-0" aria-hidden />
        {groupWords(group)}, for the same cause
      </p>
      {others.length > 0 && (
        <ul aria-label="Others of the group" className="flex flex-wrap gap-x-3 gap-y-0.5">
          {others.slice(0, SHOWN).map(({ id, server }) => (
            <li key={id} className="min-w-0">
              <Link
                href={incidentUrl(id)}
                prefetch={false}
                className="text-primary wrap-anywhere underline-offset-4 hover:underline"
              >
                {server}
              </Link>
            </li>
          ))}
          {hidden > 0 && <li className="text-muted-foreground">and {hidden} more</li>}
        </ul>
      )}
    </div>
  )
}
