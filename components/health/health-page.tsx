'use client'
import { Page } from '@/components/shell/page'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { FleetTab } from './fleet/fleet-tab'
import { IncidentsTab } from './incidents/incidents-tab'
import { HEALTH_TABS, type HealthTab } from '@/components/ui/health/health-links'
import { usePlace } from './use-place'

const TITLES: Record<HealthTab, string> = {
  fleet: 'Fleet',
  incidents: 'Incidents',
  maintenance: 'Maintenance',
}

/** The health of all servers over time, their incidents, and when failures are expected. */
export function HealthPage() {
  const { place, go, refine, search } = usePlace()
  return (
    <Page title="Health">
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
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="fleet">
          <FleetTab place={place} onGo={go} onRefine={refine} onSearch={search} />
        </TabsContent>
        <TabsContent value="incidents">
          <IncidentsTab />
        </TabsContent>
        <TabsContent value="maintenance">{null}</TabsContent>
      </Tabs>
    </Page>
  )
}
