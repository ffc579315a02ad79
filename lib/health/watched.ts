import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import type { HealthLimits } from '@/lib/domain/health'
import type { Server } from '@/lib/domain/server'
import { type HealthState, unknownState } from './health-state'
import { shardOf } from './shard'

/** One server as it is watched. Times without further word are those of a clock that never steps, in ms. */
export interface Watched {
  readonly name: string
  readonly shard: number
  server: Server
  limits: HealthLimits
  state: HealthState
  /** Null while no check is due. */
  dueAt: number | null
  /** Somebody wants to know: it is checked here whoever sweeps its shard, and is not late. */
  isAsked: boolean
  graceUntil: number
  /** When the newest finding was judged; the decay of unrest goes by it. */
  judgedAt: number
  isRunning: boolean
  /** When its connection told something newer than what a check that runs will find; -Infinity if never. */
  newsAt: number
  /** Until when what another replica has found counts more than our finding nothing. */
  foreignUntil: number
  /** When the newest of that was written, by the database's clock; -Infinity if never. */
  foreignAt: number
  /** When its row was last written or read; -Infinity if never. */
  savedAt: number
  /** Checks in a row that failed for a fault of ours, and were not counted. */
  excused: number
  /** When a call of it was last answered; -Infinity if never. */
  heardAt: number
  /** Since when it works on a call and answers nothing else; null where that is not so. */
  silentSince: number | null
  /** No sooner is a connection that gave up opened again. */
  reviveAt: number
  revivals: number
}

export interface WatchedInput {
  server: Server
  limits: HealthLimits
  state: HealthState | undefined
  /** Since the state's last finding; what was before the start is told by the calendar. */
  restedMs: number
  dueAt: number
  graceUntil: number
  /** By the calendar, and by the clock that never steps. */
  wall: number
  now: number
}

export function watch(input: WatchedInput): Watched {
  const { server, limits, state, restedMs, dueAt, graceUntil, wall, now } = input
  const { name } = server.spec
  return {
    ...{ name, shard: shardOf(name), server, limits, dueAt, graceUntil },
    state: state ?? unknownState(wall),
    ...{ isAsked: false, isRunning: false },
    judgedAt: now - restedMs,
    ...{ newsAt: -Infinity, foreignUntil: -Infinity, foreignAt: -Infinity, savedAt: state ? now : -Infinity },
    ...{ excused: 0, heardAt: -Infinity, silentSince: null, reviveAt: -Infinity, revivals: 0 },
  }
}

/** Why a server is not to be checked; undefined when it is. */
export function offReason({ spec, blocked }: Server): Failure | undefined {
  if (blocked !== undefined) return { code: 'not-configured', message: `It can't run: ${blocked}` }
  if (!spec.enabled) return { code: 'disabled', message: 'It is disabled, so it is not checked' }
  return undefined
}

export const IDLE: Failure = { code: 'idle', message: 'It does not run; it is started when it is used' }

/** Nothing is known of it for a while, for a reason that is no failure. What was found last stays to be seen. */
export function setAside({ state }: Watched, reason: Failure, wall: number): HealthState {
  const fresh = unknownState(wall, reason)
  const isSame = state.verdict === 'unknown'
  return { ...fresh, since: isSame ? state.since : wall, last: state.last }
}

/** The declaration is another one: what was thought of it holds until the next answer, which counts at once. */
export function anew(state: HealthState): HealthState {
  const { streak, trend } = unknownState(0)
  return { ...state, streak, trend, unrest: 0, isFlapping: false, isFresh: true }
}

/** Whether the two declare the same for a check. */
export function asksTheSame(before: Server, after: Server): boolean {
  const asked = ({ spec, blocked }: Server) =>
    JSON.stringify([spec.endpoint, spec.health, spec.enabled, blocked !== undefined])
  return asked(before) === asked(after)
}
