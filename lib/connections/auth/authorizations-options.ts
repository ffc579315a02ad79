import 'server-only'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Servers } from '../selection'
import type { Reach } from './auth-fetch'
import type { AuthorizationStore } from './authorization-store'

export interface AuthorizationsOptions {
  store: AuthorizationStore
  servers: Pick<Servers, 'get'>
  bus: EventBus
  clock: Clock
  logger: Logger
  /** Uniform in [0, 1). */
  random: () => number
  reach: Reach
  /** Told to authorization servers. */
  version: string
  /** Where browsers and authorization servers find us, without a slash at its end. */
  publicUrl: string | undefined
}
