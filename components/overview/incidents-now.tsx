'use client'
import { CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { healthUrl, incidentUrl } from '@/components/ui/health/health-links'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { amountWords, countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { type OpenCause, openCauses } from './open-causes'
import { useOpenIncidents } from './use-open-incidents'

const SHOWN = 4

/** The incidents that are open: how many, and the newest with their reasons. */
export function IncidentsNow() {
  const incidents = useOpenIncidents()
  const { data } = incidents
  const causes = data ? openCauses(data.items, data.groups) : []
  return (
    // On a phone it stands before the events, which never end.
    <Card aria-labelledby="incidents-now-title" className="max-lg:order-first">
      <CardHeader>
        <CardTitle id="incidents-now-title">Incidents now</CardTitle>
        <Link
          href={healthUrl({ tab: 'incidents' })}
          className="text-primary text-xs underline-offset-4 hover:underline"
        >
          {data && data.total > 0 ? `All ${countWords(data.total)}` : 'Past incidents'}
        </Link>
      </CardHeader>
      {incidents.isError && !data ? (
        <p role="alert" className="text-muted-foreground p-4">
          The incidents could not be read: {incidents.error.message}
        </p>
      ) : !data ? (
        <div className="p-4">
          <Skeleton className="h-4 w-40" />
        </div>
      ) : causes.length === 0 ? (
        <p className="text-muted-foreground flex items-center gap-2 p-4">
          <CircleCheck className="text-ok size-4" aria-hidden />
          None is open.
        </p>
      ) : (
        <ul className="py-1.5">
          {causes.slice(0, SHOWN).map((cause) => (
            <Item key={cause.id} cause={cause} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Item({ cause }: { cause: OpenCause }) {
  const { incident, server, servers, severity, openedAt, words, isAcknowledged } = cause
  return (
    <li className="grid gap-0.5 px-4 py-1.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <Link
          href={incidentUrl(incident)}
          prefetch={false}
          className="truncate font-medium underline-offset-4 hover:underline"
        >
          {server ?? `${amountWords(servers, 'server')} together`}
        </Link>
        <LookBadge look={SEVERITY_LOOKS[severity]} className="shrink-0" />
      </div>
      <p className="text-muted-foreground line-clamp-2 text-xs wrap-anywhere">
        <RelativeTime at={openedAt} />: {words}
        {isAcknowledged && (
          <>
            {' '}
            <Badge variant="outline">Acknowledged</Badge>
          </>
        )}
      </p>
    </li>
  )
}
