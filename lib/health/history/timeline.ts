import 'server-only'
import type { Verdict } from '@/lib/domain/connection'
import type { CheckRecord } from '../check-record'

/** How a stretch of time is counted: in maintenance, whatever the verdict. */
export const STATES = ['healthy', 'degraded', 'unhealthy', 'needs-auth', 'unknown', 'maintenance'] as const
export type State = (typeof STATES)[number]

/** From `from` until before `to`, in milliseconds since the epoch. */
export interface Held {
  state: State
  from: number
  to: number
}

export type StatefulCheck = Pick<CheckRecord, 'at' | 'holdsMs' | 'maintenance'> & { verdict: Verdict }

export function stateOf({ verdict, maintenance }: Pick<CheckRecord, 'verdict' | 'maintenance'>): State {
  return maintenance ? 'maintenance' : verdict
}

/**
 * What held when, within `from` and `to`: a verdict holds from its check to the next one, and no longer than it counts.
 * What is left out was not watched. Counting checks instead would weigh a server that is down too little, as it is
 * probed less and less. The checks are sorted by time, and may begin before `from`.
 */
export function* timeline(checks: readonly StatefulCheck[], from: number, to: number): Generator<Held> {
  for (let i = 0; i < checks.length; i += 1) {
    const check = checks[i]
    if (!check) return
    const begin = Math.max(check.at, from)
    const end = Math.min(check.at + check.holdsMs, checks[i + 1]?.at ?? Infinity, to)
    if (begin < end) yield { state: stateOf(check), from: begin, to: end }
  }
}
