'use client'
import Link from 'next/link'
import { useState } from 'react'
import { Page } from '@/components/shell/page'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { serverHealthUrl } from '@/components/ui/health/health-links'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { ApiError } from '@/lib/client/api'
import type { Incident } from '@/lib/domain/incident'
import { AcknowledgeDialog, type AcknowledgeTarget } from './acknowledge-dialog'
import { IncidentChecks } from './incident-checks'
import { IncidentEvents } from './incident-events'
import { IncidentFacts } from './incident-facts'
import { IncidentNotes } from './incident-notes'
import { incidentsUrl } from './incident-params'
import { headline, incidentLook, OVER_LOOK } from './incident-words'
import { useAcknowledge, useIncident } from './use-incidents'

/** One incident, with all that is known of it. */
export function IncidentPage({ id }: { id: string }) {
  const detail = useIncident(id)
  if (detail.data) {
    const { incident, group, events } = detail.data
    return (
      <Page
        title={headline(incident)}
        beside={<LookBadge look={incident.closedAt === null ? incidentLook(incident) : OVER_LOOK} />}
        description={<BackLink href={incidentsUrl()}>All incidents</BackLink>}
        actions={<Actions incident={incident} />}
      >
        <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid min-w-0 content-start gap-4">
            <IncidentFacts incident={incident} group={group} />
            <IncidentChecks incident={incident} />
            <IncidentEvents incident={incident} entries={events} />
          </div>
          <IncidentNotes incident={incident} />
        </div>
      </Page>
    )
  }
  const isGone = detail.error instanceof ApiError && detail.error.status < 500
  return (
    <Page title="Incident" description={<BackLink href={incidentsUrl()}>All incidents</BackLink>}>
      <Card>
        {detail.isError ? (
          <ErrorState
            title={isGone ? 'There is no such incident' : 'The incident could not be read'}
            error={isGone ? undefined : detail.error}
            {...(!isGone && { onRetry: () => void detail.refetch(), retrying: detail.isFetching })}
          >
            {isGone && 'It may have been forgotten: what is over is kept for 400 days.'}
          </ErrorState>
        ) : (
          <div
            role="status"
            aria-label="Loading the incident"
            className="grid grid-cols-[minmax(0,1fr)] gap-3 p-4"
          >
            <Skeleton className="h-4 w-64 max-w-full" />
            <Skeleton className="h-4 w-96 max-w-full" />
            <Skeleton className="h-24 w-full" />
          </div>
        )}
      </Card>
    </Page>
  )
}

function Actions({ incident }: { incident: Incident }) {
  const [target, setTarget] = useState<AcknowledgeTarget>()
  const acknowledge = useAcknowledge()
  const { id, server, acknowledged, closedAt } = incident
  return (
    <>
      {acknowledged ? (
        <Button
          disabled={acknowledge.isPending}
          onClick={() => acknowledge.mutate({ ids: [id], acknowledged: false })}
        >
          Take back the acknowledgement
        </Button>
      ) : (
        <Button
          variant={closedAt === null ? 'primary' : 'outline'}
          onClick={() => setTarget({ ids: [id], groups: [], words: `that ${headline(incident)}` })}
        >
          Acknowledge
        </Button>
      )}
      <Button asChild>
        <Link href={serverHealthUrl(server)}>Health of {server}</Link>
      </Button>
      <AcknowledgeDialog target={target} onClose={() => setTarget(undefined)} />
    </>
  )
}
