'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { HEALTH_TABS, type HealthTab } from '@/components/ui/health/health-links'
import { countWords } from '@/components/ui/number-words'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { queryKeys } from '@/lib/client/query-keys'
import { usePlace } from '@/lib/client/use-place'
import { listIncidents } from '@/lib/domain/api/incidents'
import { FleetTab } from './fleet/fleet-tab'
import { IncidentsTab } from './incidents/incidents-tab'
import { MaintenanceTab } from './maintenance/maintenance-tab'
import { placeParsers } from './place'

const TITLES: Record<HealthTab, string> = {
  fleet: 'Fleet',
  incidents: 'Incidents',
  maintenance: 'Maintenance',
}

/** The health of all servers over time, their incidents, and when failures are expected. */
export function HealthPage() {
  const { place, go, refine, search } = usePlace(placeParsers)
  const open = useOpenCount()
  return (
    <Page title="Health" description="How every server fares, since when, and why.">
      <Tabs
        value={place.tab}
        onValueChange={(next) => {
          const tab = HEALTH_TABS.find((each) => each === next)
          if (tab) go({ tab })
        }}
      >
        <TabsList aria-label="Parts of health">
          {HEALTH_TABS.map((tab) => (
            <TabsTrigger key={tab} value={tab}>
              {TITLES[tab]}
              {tab === 'incidents' && open !== undefined && open > 0 && (
                <span className="text-bad bg-bad/10 min-w-5 rounded-sm px-1 text-center text-xs tabular-nums">
                  {countWords(open)}
                  <span className="sr-only"> open</span>
                </span>
              )}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="fleet">
          <FleetTab place={place} onGo={go} onRefine={refine} onSearch={search} />
        </TabsContent>
        <TabsContent value="incidents">
          <IncidentsTab />
        </TabsContent>
        <TabsContent value="maintenance">
          <MaintenanceTab />
        </TabsContent>
      </Tabs>
    </Page>
  )
}

function useOpenCount(): number | undefined {
  const query = { state: 'open' as const, limit: 1 }
  return useQuery({
    queryKey: queryKeys.incidentList(query),
    queryFn: ({ signal }) => client.call(listIncidents, { query, signal }),
  }).data?.total
}
