import 'server-only'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { CheckOutcome, HealthLimits } from '@/lib/domain/health'
import { assertNever } from '@/lib/kit/assert-never'
import { type Finding, type HealthState, lastCheckOf } from './health-state'

/** So much unrest makes a server a flapping one; it stays one until little is left. */
export const FLAPPING_AT = 5
const STEADY_BELOW = 2
/** No more is remembered, so that even the wildest server is taken for steady in a few minutes. */
const MOST_UNREST = 6
const MIN_HALF_LIFE_MS = 60_000

export interface Circumstances {
  limits: Pick<HealthLimits, 'intervalMs' | 'fall' | 'rise'>
  /** Since the finding before, by a clock that never steps. */
  elapsedMs: number
  /** Failures are noted but not held against it. */
  inGrace: boolean
}

/**
 * What a server is to be taken for after a finding. One failure or one answer alone turns nothing over (`fall`, `rise`), and
 * one that changes again and again becomes `degraded` with the code `flapping` until it is steady. The unrest is the
 * penalty of route flap damping (RFC 2439): it rises with each change and decays exponentially.
 */
export function classify(state: HealthState, finding: Finding, circumstances: Circumstances): HealthState {
  const { limits, inGrace } = circumstances
  const { streak, trend } = counted(state, finding, limits)
  const verdict = judge({ ...state, streak, trend }, finding, circumstances)
  const hasTurned = state.last !== null && streak.of !== state.streak.of
  const hasMoved = !state.isFlapping && verdict !== state.verdict && state.verdict !== 'unknown'
  const unrest = Math.min(MOST_UNREST, decayed(state.unrest, circumstances) + (hasTurned || hasMoved ? 1 : 0))
  const isFlapping = state.isFlapping ? unrest >= STEADY_BELOW : unrest >= FLAPPING_AT && !inGrace
  const now: Pick<HealthState, 'verdict' | 'reason'> = isFlapping
    ? { verdict: 'degraded', reason: flappingReason(finding) }
    : { verdict, reason: reasonOf(state, verdict, finding) }
  return {
    ...now,
    since: now.verdict === state.verdict ? state.since : finding.at,
    ...{ streak, trend, unrest, isFlapping },
    isFresh: state.isFresh && now.verdict === 'unknown',
    last: lastCheckOf(finding, now.verdict),
  }
}

function counted(
  { streak, trend }: HealthState,
  { outcome, weight }: Finding,
  { fall, rise }: Circumstances['limits'],
): Pick<HealthState, 'streak' | 'trend'> {
  const of = kindOf(outcome)
  const is = outcome === 'ok' ? 'well' : 'ill'
  const looks = weight === 'all' ? Math.max(fall, rise) : weight
  return {
    streak: { of, count: (streak.of === of ? streak.count : 0) + looks },
    trend: { is, count: (trend.is === is ? trend.count : 0) + looks },
  }
}

function kindOf(outcome: CheckOutcome): HealthState['streak']['of'] {
  switch (outcome) {
    case 'ok':
    case 'slow':
    case 'half':
      return 'answered'
    case 'failed':
      return 'failed'
    case 'needs-auth':
      return 'refused'
    default:
      return assertNever(outcome)
  }
}

/** The verdict that the counts ask for, flapping aside. */
function judge(state: HealthState, { outcome }: Finding, { limits, inGrace }: Circumstances): Verdict {
  const { verdict, streak, trend, isFresh } = state
  const isNews = isFresh || verdict === 'unknown' || verdict === 'needs-auth'
  switch (outcome) {
    case 'needs-auth':
      return 'needs-auth'
    case 'ok':
      if (isNews || trend.count >= limits.rise) return 'healthy'
      return verdict === 'unhealthy' && streak.count >= limits.rise ? 'degraded' : verdict
    case 'slow':
    case 'half':
      if (isNews) return 'degraded'
      if (verdict === 'unhealthy') return streak.count >= limits.rise ? 'degraded' : verdict
      return trend.count >= limits.fall ? 'degraded' : verdict
    case 'failed':
      if (inGrace) return verdict
      if (streak.count >= limits.fall) return 'unhealthy'
      return verdict === 'healthy' && trend.count >= limits.fall ? 'degraded' : verdict
    default:
      return assertNever(outcome)
  }
}

function decayed(unrest: number, { limits, elapsedMs }: Circumstances): number {
  const halfLifeMs = Math.max(MIN_HALF_LIFE_MS, 4 * limits.intervalMs)
  return unrest * 0.5 ** (Math.max(0, elapsedMs) / halfLifeMs)
}

function reasonOf(state: HealthState, verdict: Verdict, { outcome, reason }: Finding): Failure {
  if (verdict === 'healthy') {
    const isPending = outcome === 'failed' || outcome === 'needs-auth'
    return { code: 'ok', message: isPending ? `It answered until now; ${retold(reason)}` : 'It answers' }
  }
  if (verdict === 'unknown') {
    return { code: reason.code, message: `Not known yet; ${retold(reason)}` }
  }
  const isItsOwn =
    verdict === 'degraded' ? outcome !== 'ok' : verdict === 'unhealthy' ? outcome === 'failed' : true
  // An answer that does not count yet is no reason for being down.
  return isItsOwn || verdict !== state.verdict ? reason : state.reason
}

function retold({ message }: Failure): string {
  return `the last check failed and is repeated. ${message}`
}

function flappingReason({ outcome, reason }: Finding): Failure {
  const last = outcome === 'ok' ? 'it answers just now' : reason.message
  return { code: 'flapping', message: `It comes and goes; ${last}` }
}
