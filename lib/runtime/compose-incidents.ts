import 'server-only'
import type { EventBus } from '@/lib/events/bus'
import { Incidents } from '@/lib/health/incidents/incidents'
import { MaintenanceWindows } from '@/lib/health/maintenance/maintenance-windows'
import { StatusPage } from '@/lib/health/status/status-page'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { EventStore } from '@/lib/store/events'
import { INCIDENTS_CHANNEL, IncidentStore } from '@/lib/store/incidents'
import { MAINTENANCE_CHANNEL, MaintenanceStore } from '@/lib/store/maintenance'

export interface IncidentsInput {
  database: Database
  events: EventStore
  registry: Registry
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** What is made of verdicts for people: incidents, windows in which none are told, and what strangers see. */
export interface IncidentParts {
  incidents: Incidents
  maintenance: MaintenanceWindows
  statusPage: StatusPage
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
  return { incidents, maintenance, statusPage: new StatusPage() }
}

export async function startAftermath({ maintenance, incidents }: IncidentParts): Promise<void> {
  await maintenance.start()
  await incidents.start()
}

export async function stopAftermath({ maintenance, incidents }: IncidentParts): Promise<void> {
  await incidents.stop()
  await maintenance.stop()
}
