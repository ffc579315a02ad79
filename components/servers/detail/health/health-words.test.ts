import { describe, expect, it } from 'vitest'
import { type Bucket, healthLimitsSchema } from '@/lib/domain/health'
import { barMove } from './bar-move'
import {
  attemptWords,
  breakerWords,
  bucketLines,
  checkWords,
  nextCheckWords,
  streakWords,
} from './health-words'
import { renewIn } from './use-server-health'

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
const soon = (ms: number) => new Date(NOW + ms).toISOString()
const error = { code: 'unreachable', message: 'connection refused' }
const limits = healthLimitsSchema.parse({ fall: 3, rise: 2 })

describe('what comes next', () => {
  it('counts down to the next check, or says that none is due', () => {
    expect(nextCheckWords({ nextCheckAt: soon(12_000) }, NOW)).toBe('in 12 s')
    expect(nextCheckWords({ nextCheckAt: soon(-1) }, NOW)).toBe('any moment')
    expect(nextCheckWords({ nextCheckAt: null }, NOW)).toBe('none is due')
  })

  it('tells how near another verdict is', () => {
    expect(streakWords({ streak: { kind: 'failed', count: 1 }, verdict: 'healthy', limits })).toBe(
      '1 of 3 failures until it counts as down',
    )
    expect(streakWords({ streak: { kind: 'ok', count: 1 }, verdict: 'unhealthy', limits })).toBe(
      '1 of 2 answers to be healthy again',
    )
    expect(streakWords({ streak: { kind: 'ok', count: 44 }, verdict: 'healthy', limits })).toBe('44 answers')
    expect(streakWords({ streak: { kind: 'failed', count: 9 }, verdict: 'unhealthy', limits })).toBe(
      '9 failures',
    )
  })

  it('counts down to the next attempt of the connection, and is silent while it does not try', () => {
    expect(attemptWords({ kind: 'waiting', attempt: 4, retryAt: soon(8_000), error }, NOW)).toBe(
      'Attempt 4 starts in 8 s',
    )
    expect(attemptWords({ kind: 'failed', since: soon(0), attempts: 1, error }, NOW)).toBe(
      'Gave up after 1 attempt',
    )
    expect(attemptWords({ kind: 'idle', since: soon(0) }, NOW)).toBeUndefined()
  })

  it('counts down to the call that an open circuit lets try', () => {
    expect(breakerWords({ kind: 'open', failures: 5, since: soon(0), until: soon(9_000), error }, NOW)).toBe(
      'Refuses calls, as 5 calls failed in a row; lets one try in 9 s',
    )
    expect(breakerWords({ kind: 'closed', failures: 2 }, NOW)).toBe(
      'Lets calls through; 2 calls failed in a row',
    )
    expect(breakerWords({ kind: 'closed', failures: 0 }, NOW)).toBeUndefined()
    expect(breakerWords(undefined, NOW)).toBeUndefined()
  })
})

describe('checkWords', () => {
  it.each([
    ['ok', 84, 'Answered in 84 ms'],
    ['slow', 6_000, 'Answered in 6.00 s, which is slow'],
    ['failed', 10_000, 'Failed after 10.0 s: connection refused'],
    ['failed', null, 'Failed: connection refused'],
    ['half', 84, 'Half failed in 84 ms: connection refused'],
    ['needs-auth', 20, 'Alive, but asks for a sign-in in 20 ms'],
  ] as const)('says %s after %s ms', (outcome, durationMs, words) => {
    expect(checkWords({ outcome, durationMs, reason: error })).toBe(words)
  })
})

describe('bucketLines', () => {
  const bucket: Bucket = {
    start: soon(0),
    checks: 30,
    failed: 4,
    time: {
      healthy: 600_000,
      degraded: 0,
      unhealthy: 240_000,
      'needs-auth': 0,
      unknown: 0,
      maintenance: 60_000,
    },
    p50Ms: 10,
    p95Ms: 84,
    p99Ms: 99,
    maxMs: 100,
    reason: error,
  }

  it('tells how long it was not well, how many checks failed, and why', () => {
    expect(bucketLines(bucket)).toEqual([
      'Down for 4 min',
      'In maintenance for 1 min',
      '4 of 30 checks failed, p95 84 ms',
      'connection refused',
    ])
  })

  it('is silent where nothing was watched', () => {
    const time = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0, maintenance: 0 }
    expect(bucketLines({ ...bucket, checks: 0, failed: 0, time, p95Ms: null, reason: null })).toEqual([])
  })
})

describe('barMove', () => {
  it('goes from bar to bar and stops at the ends', () => {
    expect(barMove('ArrowLeft', 5, 96)).toBe(4)
    expect(barMove('ArrowLeft', 0, 96)).toBe(0)
    expect(barMove('ArrowRight', 95, 96)).toBe(95)
    expect(barMove('PageDown', 5, 96)).toBe(0)
    expect(barMove('PageUp', 5, 96)).toBe(15)
    expect(barMove('Home', 5, 96)).toBe(0)
    expect(barMove('End', 5, 96)).toBe(95)
    expect(barMove('Tab', 5, 96)).toBeUndefined()
  })
})

describe('renewIn', () => {
  const health = (nextCheckAt: string | null) => ({ now: { nextCheckAt } }) as Parameters<typeof renewIn>[0]

  it('waits for the result of the next check, neither for ever nor without a breath', () => {
    expect(renewIn(health(soon(20_000)), NOW)).toBe(21_500)
    expect(renewIn(health(soon(-60_000)), NOW)).toBe(3_000)
    expect(renewIn(health(soon(86_400_000)), NOW)).toBe(60_000)
    expect(renewIn(health(null), NOW)).toBe(30_000)
    expect(renewIn(undefined, NOW)).toBe(30_000)
  })
})
