import 'server-only'
import type { Env } from '@/lib/config/env'
import type { Pool } from '@/lib/connections/pool'
import type { EventBus } from '@/lib/events/bus'
import { Health } from '@/lib/health/health'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { LiveState } from '@/lib/registry/live'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import { HealthStateStore } from '@/lib/store/health-states'
import type { SettingsStore } from '@/lib/store/settings'
import type { IncidentParts } from './compose-incidents'

export interface HealthInput {
  env: Pick<Env, 'privateAddresses'>
  database: Database
  settings: SettingsStore
  registry: Registry
  pool: Pool
  aftermath: Pick<IncidentParts, 'incidents' | 'maintenance'>
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** What watches over the servers, and what it has seen. */
export interface HealthParts {
  health: Health
}

/** Joins health with all that it works with. */
export function composeHealth({ env, database, registry, aftermath, ...joined }: HealthInput): HealthParts {
  const { incidents, maintenance } = aftermath
  const health = new Health({
    ...joined,
    servers: registry,
    store: new HealthStateStore(database),
    privateAddresses: env.privateAddresses,
    maintenanceOf: (server, ms) => maintenance.at(server, ms),
    incidentOf: (name) => incidents.openOf(name),
    onChanges: (changes) => incidents.take(changes),
  })
  return { health }
}

/** What pages show of a server's state. */
export function liveOf(name: string, pool: Pool, health: Health): LiveState {
  const breaker = pool.breakerOf(name)
  const isQuiet = breaker.kind === 'closed' && breaker.failures === 0
  return {
    connection: pool.stateOf(name),
    ...health.verdictOf(name),
    ...(!isQuiet && { breaker }),
    tools: pool.knownTools(name)?.length ?? null,
  }
}
