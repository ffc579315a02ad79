import 'server-only'
import type { Check, HealthNow } from '@/lib/domain/health'
import type { LastCheck } from './health-state'
import type { WindowNow } from './maintenance/maintenance-windows'
import type { Times } from './times'
import { IDLE, type Watched } from './watched'

export interface Beside {
  times: Times
  incident: string | null
  maintenance: WindowNow | null
}

/** What is thought of a server, as the API tells it. */
export function viewOf(
  { state, dueAt, limits }: Watched,
  { times, incident, maintenance }: Beside,
): HealthNow {
  const { verdict, reason, since, last, streak, isFlapping } = state
  const isResting = dueAt === null || reason.code === IDLE.code
  const wall = times.wall()
  return {
    ...{ verdict, reason, isFlapping, incident, maintenance, limits },
    // A calendar that was set back does not make it last from the future.
    since: iso(Math.min(since, wall)),
    lastCheck: last && checkOf(last),
    nextCheckAt: isResting ? null : iso(Math.max(times.toWall(dueAt), wall)),
    streak: { kind: streak.of === 'answered' ? 'ok' : 'failed', count: streak.count },
  }
}

export function checkOf({ at, ...rest }: LastCheck): Check {
  return { at: iso(at), ...rest }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
