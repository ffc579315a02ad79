import 'server-only'
import type { HealthLimits } from '@/lib/domain/health'
import type { HealthState } from './health-state'

/** A server that is down is never left alone for longer than this, unless its interval is. */
const LONGEST_MS = 300_000
const LONGEST_INTERVALS = 10
/** The delay stays near a third of the time that it has been down, so what comes back late is found late, not never. */
const GROWTH = 1.5
/** A change is confirmed within a second or two, spread so that many that fail together do not come back together. */
const CONFIRM_MS = 1_000

export interface Timing {
  limits: HealthLimits
  /** What is left of the time in which failures do not count; 0 when it is over. */
  graceLeftMs: number
  /** Uniform in [0, 1). */
  random: number
}

/** When the next check begins: `from` the start of this one keeps an even pace, from its end lets the far side breathe. */
export interface Delay {
  from: 'start' | 'end'
  ms: number
}

/**
 * What follows a check, from the state that it led to. Between nine tenths of the interval and the whole of it, so that a
 * failure is never found later than that; soon where one look has contradicted the verdict; ever more rarely where it
 * fails.
 */
export function delayAfter(state: HealthState, timing: Timing): Delay {
  const { limits, random } = timing
  if (isPending(state, limits)) return { from: 'end', ms: confirmDelay(state, timing) }
  const spread = 0.9 + 0.1 * random
  const failures = failuresSettled(state, limits)
  if (failures === null || state.isFlapping) return { from: 'start', ms: limits.intervalMs * spread }
  const cap = Math.max(limits.intervalMs, Math.min(LONGEST_MS, LONGEST_INTERVALS * limits.intervalMs))
  return { from: 'start', ms: Math.min(cap, limits.intervalMs * GROWTH ** Math.min(failures, 50)) * spread }
}

/** When the check after one that began and ended then is due; by any clock, as long as it is one. */
export function nextCheckAt({ from, ms }: Delay, { startedAt, endedAt }: CheckSpan): number {
  // One that took longer than its interval does not follow on its own heels.
  return from === 'end' ? endedAt + ms : Math.max(startedAt + ms, endedAt + ms / 10)
}

export interface CheckSpan {
  startedAt: number
  endedAt: number
}

/** Until when the next check is surely overdue. */
export function holdsMs(delay: Delay, { timeoutMs }: HealthLimits): number {
  return 1.5 * delay.ms + 2 * timeoutMs + 10_000
}

/** Whether the last look says something else than the verdict, which further looks have to decide. */
function isPending({ last, verdict, streak, trend, isFlapping }: HealthState, limits: HealthLimits): boolean {
  if (!last || isFlapping) return false
  switch (last.outcome) {
    case 'failed':
      return verdict !== 'unhealthy'
    case 'ok':
      return verdict !== 'healthy' && trend.count < limits.rise
    case 'slow':
    case 'half':
      if (verdict === 'unhealthy') return streak.count < limits.rise
      return verdict === 'healthy' && trend.count < limits.fall
    case 'needs-auth':
      return false
  }
}

/** Longer each time, where many are asked for; failures that wait for the end of grace are looked at again right then. */
function confirmDelay({ streak, trend }: HealthState, { limits, graceLeftMs, random }: Timing): number {
  const spreadMs = CONFIRM_MS * (1 + random)
  const looks = Math.max(1, Math.min(streak.count, trend.count))
  const delayMs = Math.min(spreadMs * 2 ** Math.min(looks - 1, 10), limits.intervalMs)
  return graceLeftMs > 0 ? Math.min(delayMs, graceLeftMs + CONFIRM_MS * random) : delayMs
}

/** Failures beyond those that made the verdict; null where it is not failing. */
function failuresSettled({ verdict, streak }: HealthState, { fall }: HealthLimits): number | null {
  if (streak.of === 'refused') return streak.count - 1
  return streak.of === 'failed' && verdict === 'unhealthy' ? Math.max(0, streak.count - fall) : null
}
