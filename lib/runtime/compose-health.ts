import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import { Health } from '@/lib/health/health'
import type { LiveState } from '@/lib/registry/live'

/** What watches over the servers, and what it has seen. */
export interface HealthParts {
  health: Health
}

/** Joins health with all that it works with. */
export function composeHealth(): HealthParts {
  return { health: new Health() }
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
