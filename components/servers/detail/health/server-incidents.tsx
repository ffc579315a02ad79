'use client'
import Link from 'next/link'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { healthUrl, incidentUrl } from '@/components/ui/health/health-links'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import { durationWords } from '@/components/ui/time-words'
import { useNow } from '@/components/ui/use-now'
import type { Incident } from '@/lib/domain/incident'

const SHOWN = 8

/** What happened to the server in the span, newest first. */
export function ServerIncidents({ incidents }: { incidents: readonly Incident[] }) {
  return (
    <Card aria-labelledby="incidents-title" className="self-start">
      <CardHeader>
        <CardTitle id="incidents-title">Incidents</CardTitle>
        <Link
          href={healthUrl({ tab: 'incidents' })}
          className="text-primary text-xs underline-offset-4 hover:underline"
        >
          Of all servers
        </Link>
      </CardHeader>
      {incidents.length === 0 ? (
        <p className="text-muted-foreground p-4 text-sm">None in this span.</p>
      ) : (
        <ul className="divide-y">
          {incidents.slice(0, SHOWN).map((incident) => (
            <Row key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
      {incidents.length > SHOWN && (
        <p className="text-muted-foreground border-t px-4 py-2 text-xs">
          and {incidents.length - SHOWN} more in this span
        </p>
      )}
    </Card>
  )
}

function Row({ incident }: { incident: Incident }) {
  const { id, openedAt, closedAt, severity, cause } = incident
  const lasted = useNow((now) => {
    if (closedAt !== null) return `lasted ${durationWords(Date.parse(closedAt) - Date.parse(openedAt))}`
    return now === 0 ? '' : `open for ${durationWords(now - Date.parse(openedAt))}`
  })
  return (
    <li className="grid gap-0.5 px-4 py-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <Link href={incidentUrl(id)} prefetch={false} className="underline-offset-4 hover:underline">
          <LookBadge look={SEVERITY_LOOKS[severity]} />
        </Link>
        <span className="text-muted-foreground text-xs">
          <RelativeTime at={openedAt} />, {lasted}
        </span>
      </div>
      <p className="text-muted-foreground text-xs wrap-anywhere">{cause.message}</p>
    </li>
  )
}
