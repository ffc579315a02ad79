'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { queryKeys } from '@/lib/client/query-keys'
import { getStats } from '@/lib/domain/api/stats'
import { Attention } from './attention'
import { ConnectActions } from './connect-actions'
import { ConnectProgress } from './connect-progress'
import { Counts } from './counts'
import { useDiscoveryNeeds } from './discovery-attention'
import { EventList } from './event-list'
import { FirstRun } from './first-run'
import { IncidentsNow } from './incidents-now'
import { ProcessFacts } from './process-facts'
import { useOpenIncidents } from './use-open-incidents'

export function Overview() {
  const stats = useQuery({
    queryKey: queryKeys.stats,
    queryFn: ({ signal }) => client.call(getStats, { signal }),
    // "In the last hour" moves on also when nothing happens.
    refetchInterval: 30_000,
  })
  const incidents = useOpenIncidents()
  const empty = stats.data?.registry.total === 0
  const { held, failing } = useDiscoveryNeeds()
  const isAsked = held > 0 || failing.length > 0

  if (stats.isError && !stats.data) {
    return (
      <Page title="Overview">
        <Card>
          <QueryError title="The overview could not be read" query={stats} />
        </Card>
      </Page>
    )
  }

  return (
    <Page title="Overview" actions={!empty && <ConnectActions />}>
      {empty ? <FirstRun /> : <Counts stats={stats.data} openIncidents={incidents.data?.total} />}
      <ConnectProgress />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,1fr)_24rem]">
        <EventList />
        <div className="grid gap-4 max-lg:contents">
          {!empty && <IncidentsNow />}
          {(!empty || isAsked) && <Attention />}
          <ProcessFacts stats={stats.data} />
        </div>
      </div>
    </Page>
  )
}
