import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import type { VerdictChange } from '@/lib/domain/health'
import type { Server } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { HealthStateStore } from '@/lib/store/health-states'
import type { SettingsStore } from '@/lib/store/settings'
import type { WindowNow } from './maintenance/maintenance-windows'
import type { SweepParts } from './sweep'

export interface HealthOptions {
  servers: { get(name: string): Server | undefined; all(): Server[] }
  pool: Pick<Pool, 'probe' | 'revive' | 'stateOf'>
  store: HealthStateStore
  settings: Pick<SettingsStore, 'get' | 'set'>
  bus: EventBus
  clock: Clock
  /** Milliseconds of a clock that never steps. */
  steady?: () => number
  logger: Logger
  random?: () => number
  /** Beside public ones: PORTOLAN_PRIVATE_ADDRESSES. */
  privateAddresses: readonly string[]
  maintenanceOf?: (server: { name: string; tags: readonly string[] }, ms: number) => WindowNow | null
  /** The id of the open incident. */
  incidentOf?: (name: string) => string | null
  /** Told of verdicts that have changed, once they are stored. Never throws. */
  onChanges?: (changes: VerdictChange[]) => Promise<void>
  lanes?: SweepParts['lanes']
}
