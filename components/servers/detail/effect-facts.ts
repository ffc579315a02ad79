import { amountWords } from '@/components/ui/number-words'
import { durationWords } from '@/components/ui/time-words'
import type { HealthLimits } from '@/lib/domain/health'
import type { ConnectionPolicy } from '@/lib/domain/server'

export type Fact = readonly [name: string, value: string]

const orNever = (ms: number) => (ms === 0 ? 'never' : `after ${durationWords(ms)}`)
const orNoLimit = (value: number, words = String(value)) => (value === 0 ? 'no limit' : words)

/** How the connection is kept, as a person reads it. */
export function connectionFacts(policy: ConnectionPolicy): Fact[] {
  return [
    ['Reconnects by itself', policy.autoReconnect ? 'yes' : 'no'],
    ['Opened at the start', policy.warmUp ? 'yes' : 'no'],
    ['Retries', String(policy.maxRetries)],
    ['Delay', `${durationWords(policy.firstDelayMs)} to ${durationWords(policy.maxDelayMs)}`],
    ['Connects within', durationWords(policy.connectTimeoutMs)],
    ['Stops when idle', orNever(policy.idleStopMs)],
    ['Opened afresh', orNever(policy.maxLifetimeMs)],
    ['Memory', orNoLimit(policy.maxMemoryMb, `${policy.maxMemoryMb} MB`)],
  ]
}

/** How calls are let through, as a person reads it. */
export function callFacts(policy: ConnectionPolicy): Fact[] {
  return [
    ['Calls within', durationWords(policy.callTimeoutMs)],
    ['Calls at a time', orNoLimit(policy.maxConcurrentCalls)],
    ['Calls that may wait', String(policy.maxQueuedCalls)],
    [
      'Circuit opens',
      policy.breakerFailures === 0 ? 'never' : `after ${amountWords(policy.breakerFailures, 'failure')}`,
    ],
    ['Circuit stays open for', durationWords(policy.breakerOpenMs)],
    ['Tools stay listed for', durationWords(policy.toolGraceMs)],
    ['A tool that changes', policy.toolDrift === 'hold' ? 'is held until approved' : 'is told and used'],
  ]
}

/** What the server is measured by, as a person reads it. */
export function healthFacts(limits: HealthLimits): Fact[] {
  return [
    ['Checked every', durationWords(limits.intervalMs)],
    ['A check fails after', durationWords(limits.timeoutMs)],
    ['Slow from', limits.slowMs === 0 ? 'never' : durationWords(limits.slowMs)],
    ['Unhealthy after', amountWords(limits.fall, 'failure')],
    ['Healthy again after', amountWords(limits.rise, 'answer')],
    ['Grace after a start', limits.graceMs === 0 ? 'none' : durationWords(limits.graceMs)],
  ]
}
