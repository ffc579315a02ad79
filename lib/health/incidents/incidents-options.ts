import 'server-only'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { EventStore } from '@/lib/store/events'
import type { IncidentStore } from '@/lib/store/incidents'
import type { MaintenanceWindows } from '../maintenance/maintenance-windows'

/** What incidents work with. */
export interface IncidentsOptions {
  store: IncidentStore
  events: Pick<EventStore, 'around'>
  servers: Pick<Registry, 'get' | 'all' | 'caughtUp'>
  maintenance: Pick<MaintenanceWindows, 'at'>
  database: Pick<Database, 'listen' | 'kind'>
  /** On which changes are told, by any process. */
  channel: string
  bus: EventBus
  clock: Clock
  logger: Logger
}
