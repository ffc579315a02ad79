import { countdownWords } from '@/components/servers/words'
import { latencyWords } from '@/components/ui/health/latency-words'
import { amountWords } from '@/components/ui/number-words'
import { durationWords } from '@/components/ui/time-words'
import type { Breaker, Connection } from '@/lib/domain/connection'
import type { Bucket, Check, HealthNow } from '@/lib/domain/health'
import { assertNever } from '@/lib/kit/assert-never'

/** When the next check is, or why there is none. */
export function nextCheckWords({ nextCheckAt }: Pick<HealthNow, 'nextCheckAt'>, now: number): string {
  if (nextCheckAt === null) return 'none is due'
  const words = countdownWords(nextCheckAt, now)
  return words === 'now' ? 'any moment' : words
}

/** What came in a row, and how near that is to another verdict: "3 failures", "1 of 2 answers to be healthy again". */
export function streakWords({
  streak,
  verdict,
  limits,
}: Pick<HealthNow, 'streak' | 'verdict' | 'limits'>): string {
  const { kind, count } = streak
  if (kind === 'ok' && verdict === 'unhealthy')
    return `${count} of ${amountWords(limits.rise, 'answer')} to be healthy again`
  if (kind === 'failed' && verdict !== 'unhealthy')
    return `${count} of ${amountWords(limits.fall, 'failure')} until it counts as down`
  return amountWords(count, kind === 'ok' ? 'answer' : 'failure')
}

/** The connection's own tries, beside the checks; undefined where it does not try. */
export function attemptWords(connection: Connection, now: number): string | undefined {
  switch (connection.kind) {
    case 'waiting':
      return `Attempt ${connection.attempt} starts ${countdownWords(connection.retryAt, now)}`
    case 'connecting':
      return connection.attempt > 1 ? `Attempt ${connection.attempt} runs` : 'Connecting'
    case 'failed':
      return `Gave up after ${amountWords(connection.attempts, 'attempt')}`
    case 'idle':
    case 'ready':
    case 'needs-auth':
    case 'stopping':
      return undefined
    default:
      return assertNever(connection)
  }
}

/** Whether calls are let through; undefined while all is well. */
export function breakerWords(breaker: Breaker | undefined, now: number): string | undefined {
  if (!breaker) return undefined
  const failed = `${amountWords(breaker.failures, 'call')} failed in a row`
  switch (breaker.kind) {
    case 'closed':
      return breaker.failures === 0 ? undefined : `Lets calls through; ${failed}`
    case 'open': {
      const left = countdownWords(breaker.until, now)
      return `Refuses calls, as ${failed}; lets one try ${left}`
    }
    case 'half-open':
      return `Lets one call try, after ${failed}`
    default:
      return assertNever(breaker)
  }
}

/** What a check found: "Answered in 84 ms", "Failed after 10 s: no answer". */
export function checkWords({
  outcome,
  durationMs,
  reason,
}: Pick<Check, 'outcome' | 'durationMs' | 'reason'>): string {
  const took =
    durationMs === null ? '' : ` ${outcome === 'failed' ? 'after' : 'in'} ${latencyWords(durationMs)}`
  switch (outcome) {
    case 'ok':
      return `Answered${took}`
    case 'slow':
      return `Answered${took}, which is slow`
    case 'half':
      return `Half failed${took}: ${reason.message}`
    case 'needs-auth':
      return `Alive, but asks for a sign-in${took}`
    case 'failed':
      return `Failed${took}: ${reason.message}`
    default:
      return assertNever(outcome)
  }
}

const TOLD = [
  ['unhealthy', 'Down'],
  ['needs-auth', 'Without sign-in'],
  ['degraded', 'Degraded'],
  ['maintenance', 'In maintenance'],
] as const

/** What happened in a bucket, a line each; the first word on it is its look's. */
export function bucketLines({ checks, failed, time, p95Ms, reason }: Bucket): string[] {
  const spans = TOLD.flatMap(([kind, word]) =>
    time[kind] >= 1_000 ? [`${word} for ${durationWords(time[kind])}`] : [],
  )
  const lines = [...spans]
  if (checks > 0) {
    const told =
      failed > 0 ? `${failed} of ${amountWords(checks, 'check')} failed` : amountWords(checks, 'check')
    lines.push(p95Ms === null ? told : `${told}, p95 ${latencyWords(p95Ms)}`)
  }
  if (reason) lines.push(reason.message)
  return lines
}
