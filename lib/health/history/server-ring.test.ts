import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '@/lib/domain/connection'
import type { CheckRecord } from '../check-record'
import { BINS, binOf } from './histogram'
import { RING_MS, ServerRing } from './server-ring'
import { summarize } from './summary'
import { DAY, HOUR, MINUTE } from './tiers'

const START = Date.parse('2026-11-20T00:00:00Z')

function check(at: number, some: Partial<CheckRecord> = {}): CheckRecord {
  return {
    ...{ server: 'files', at, durationMs: 40, outcome: 'ok', verdict: 'healthy', origin: 'probe' },
    ...{ reason: { code: 'ok', message: 'It answers' }, maintenance: false, holdsMs: 90_000, ...some },
  }
}

/** Checks at growing times, some close, some after a gap. */
const history = fc
  .array(
    fc.record({
      gapMs: fc.oneof(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 5_000_000 })),
      verdict: fc.constantFrom(...VERDICTS),
      maintenance: fc.boolean(),
      isFailed: fc.boolean(),
      durationMs: fc.integer({ min: 1, max: 10_000 }),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let at = START
    return steps.map(({ gapMs, verdict, maintenance, isFailed, durationMs }) => {
      // To hundredths of a second, in which a ring counts time.
      at += Math.ceil(gapMs / 10) * 10
      return check(at, { verdict, maintenance, durationMs, outcome: isFailed ? 'failed' : 'ok' })
    })
  })
  .filter((checks) => (checks.at(-1)?.at ?? 0) < START + DAY)

function ringOf(checks: readonly CheckRecord[]): ServerRing {
  const ring = new ServerRing()
  for (const one of checks) ring.add(one)
  return ring
}

describe("a server's last day in memory", () => {
  it('tells what summing the checks tells', () => {
    fc.assert(
      fc.property(history, (checks) => {
        const ring = ringOf(checks)
        ring.catchUp(START + DAY)
        const bins = new Uint32Array(BINS)
        const totals = ring.totals({ from: START, to: START + DAY }, bins)
        const truth = summarize(checks, { from: START, to: START + DAY, slotMs: DAY }).get(0)
        const upMs = (truth?.time.healthy ?? 0) + (truth?.time.degraded ?? 0)
        expect(totals).toEqual({
          ...{ checks: truth?.checks, failed: truth?.failed, changes: truth?.changes, upMs },
          knownMs: upMs + (truth?.time.unhealthy ?? 0),
        })
        const answers = [...bins].flatMap((count, bin) => (count > 0 ? [[bin, count]] : []))
        expect(answers).toEqual(truth?.histogram.bins())
      }),
    )
  })

  it('shows the worst that held for a meaningful share of each bucket', () => {
    const ring = new ServerRing()
    for (let at = START; at < START + HOUR; at += 30_000) {
      const minute = (at - START) / MINUTE
      const isDown = minute >= 20 && minute < 22
      ring.add(check(at, { verdict: isDown ? 'unhealthy' : 'healthy' }))
    }
    ring.catchUp(START + 2 * HOUR)
    const cells = (bucketMs: number, to = START + 90 * MINUTE) => ring.cells({ from: START, to, bucketMs })
    expect(cells(10 * MINUTE)).toBe('hhuhhhh..')
    expect(cells(30 * MINUTE)).toBe('uhh')
    // Two minutes of an hour are less than a twentieth.
    expect(cells(HOUR, START + HOUR)).toBe('h')
  })

  it('forgets what is longer ago than it looks back, and takes nothing in from before', () => {
    const ring = new ServerRing()
    ring.add(check(START))
    ring.add(check(START + 3 * RING_MS))
    ring.add(check(START + RING_MS))
    const bins = new Uint32Array(BINS)
    expect(ring.totals({ from: START, to: START + 4 * RING_MS }, bins).checks).toBe(1)
    expect(bins[binOf(40)]).toBe(1)
    expect(ring.cells({ from: START, to: START + HOUR, bucketMs: HOUR })).toBe('.')
  })

  it('counts a late check, and no moment twice', () => {
    const ring = ringOf([
      check(START),
      check(START + 60_000),
      check(START + 30_000, { verdict: 'unhealthy' }),
    ])
    ring.catchUp(START + 60_000)
    const totals = ring.totals({ from: START, to: START + HOUR }, new Uint32Array(BINS))
    expect(totals).toEqual({ checks: 3, failed: 0, changes: 0, upMs: 60_000, knownMs: 60_000 })
  })

  it('keeps its size however often a server is checked, and its percentiles stay fair', () => {
    const ring = new ServerRing()
    let place = 0
    for (let at = START; at < START + DAY; at += 500) {
      ring.add(check(at, { durationMs: (place % 100) + 1 }), () => ((place += 7) * 0.618) % 1)
    }
    expect(ring.size).toBeLessThan(150_000)
    const bins = new Uint32Array(BINS)
    ring.totals({ from: START, to: START + DAY }, bins)
    const answers = bins.reduce((sum, count) => sum + count, 0)
    const below = bins.slice(0, binOf(50) + 1).reduce((sum, count) => sum + count, 0)
    expect(below / answers).toBeGreaterThan(0.45)
    expect(below / answers).toBeLessThan(0.6)
  })
})
