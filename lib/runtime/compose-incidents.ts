import 'server-only'
import type { EventBus } from '@/lib/events/bus'
import { Incidents } from '@/lib/health/incidents/incidents'
import { MaintenanceWindows } from '@/lib/health/maintenance/maintenance-windows'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { EventStore } from '@/lib/store/events'
import { INCIDENTS_CHANNEL, IncidentStore } from '@/lib/store/incidents'
import { MAINTENANCE_CHANNEL, MaintenanceStore } from '@/lib/store/maintenance'
import type { Part } from './lifecycle'

export interface IncidentsInput {
  database: Database
  events: EventStore
  registry: Registry
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** What is made of verdicts for people: incidents, and windows in which none are told. */
export interface IncidentParts {
  incidents: Incidents
  maintenance: MaintenanceWindows
}

/** Joins them with all that they work with. */
export function composeIncidents({ database, events, registry, ...joined }: IncidentsInput): IncidentParts {
  const maintenance = new MaintenanceWindows({
    ...{ ...joined, database, servers: registry },
    store: new MaintenanceStore(database),
    channel: MAINTENANCE_CHANNEL,
  })
  const incidents = new Incidents({
    ...{ ...joined, database, events, maintenance, servers: registry },
    store: new IncidentStore(database),
    channel: INCIDENTS_CHANNEL,
  })
  return { incidents, maintenance }
}

/** Incidents that nobody needs any more are forgotten once over all replicas. */
export async function startIncidentRetention(
  jobs: Jobs,
  { incidents }: IncidentParts,
  logger: Logger,
): Promise<void> {
  await startRetention({
    ...{ jobs, logger, what: 'incident', cron: '47 * * * *' },
    forget: () => incidents.tidy(),
  })
}

/** Windows first: what is reconciled at the start asks them. */
export function asPart({ maintenance, incidents }: IncidentParts): Part {
  return {
    name: 'incidents',
    async start() {
      await maintenance.start()
      await incidents.start()
    },
    async stop() {
      await incidents.stop()
      await maintenance.stop()
    },
    stopWithinMs: 2_000,
  }
}
