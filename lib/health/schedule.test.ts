import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHECK_OUTCOMES, type CheckOutcome, type HealthLimits } from '@/lib/domain/health'
import { classify } from './classify'
import { type Finding, type HealthState, unknownState } from './health-state'
import { DEFAULT_LIMITS } from './limits'
import { delayAfter, holdsMs, nextCheckAt } from './schedule'

const finding = (outcome: CheckOutcome): Finding => ({
  ...{ at: 0, durationMs: 1, outcome, origin: 'probe', weight: 1 },
  reason: { code: outcome, message: outcome },
})

function after(
  outcomes: CheckOutcome[],
  limits: HealthLimits = DEFAULT_LIMITS,
  elapsedMs = 600_000,
): HealthState {
  return outcomes.reduce(
    (state, outcome) => classify(state, finding(outcome), { limits, elapsedMs, inGrace: false }),
    unknownState(0),
  )
}

const delay = (outcomes: CheckOutcome[], part: Partial<Parameters<typeof delayAfter>[1]> = {}) =>
  delayAfter(after(outcomes, part.limits), { limits: DEFAULT_LIMITS, graceLeftMs: 0, random: 0.5, ...part })
const times = (count: number): CheckOutcome[] => Array<CheckOutcome>(count).fill('failed')

describe('when the next check is due', () => {
  it('is within the interval of one that is well, spread by a tenth', () => {
    expect(delay(['ok'], { random: 0 })).toEqual({ from: 'start', ms: 27_000 })
    expect(delay(['ok'], { random: 0.999 }).ms).toBeCloseTo(30_000, -2)
    expect(delay(['slow', 'slow']).from).toBe('start')
    expect(delay(['ok', 'slow']).from).toBe('end')
  })

  it('is in a second or two when one look contradicts the verdict, both ways', () => {
    expect(delay(['ok', 'failed'], { random: 0 })).toEqual({ from: 'end', ms: 1_000 })
    expect(delay(['ok', 'failed'], { random: 0.999 }).ms).toBeLessThan(2_000)
    expect(delay(['failed']).ms).toBe(1_500)
    expect(delay(['failed', 'failed', 'ok']).ms).toBe(1_500)
    expect(delay(['failed', 'failed', 'ok', 'ok']).ms).toBeCloseTo(28_500)
  })

  it('finds a server that is down within the interval and a confirming look', () => {
    const limits = { ...DEFAULT_LIMITS, fall: 2 }
    const well = delayAfter(after(['ok']), { limits, graceLeftMs: 0, random: 0.999 })
    const confirming = delayAfter(after(['ok', 'failed']), { limits, graceLeftMs: 0, random: 0.999 })
    expect(well.ms).toBeLessThanOrEqual(limits.intervalMs)
    expect(confirming.ms).toBeLessThanOrEqual(Math.min(2_000, limits.timeoutMs))
  })

  it('looks more rarely the longer it is down, up to five minutes or ten intervals', () => {
    const delays = [2, 3, 4, 5, 6, 20, 200].map((failures) => delay(times(failures), { random: 0.999 }).ms)
    expect(delays.map((ms) => Math.round(ms / 1_000))).toEqual([30, 45, 67, 101, 152, 300, 300])
    const quick = { ...DEFAULT_LIMITS, intervalMs: 1_000 }
    expect(delay(times(50), { limits: quick, random: 0.999 }).ms).toBeLessThanOrEqual(10_000)
    const rare = { ...DEFAULT_LIMITS, intervalMs: 3_600_000 }
    expect(delay(times(50), { limits: rare, random: 0.999 }).ms).toBeLessThanOrEqual(3_600_000)
  })

  it('looks again when the time of grace is over', () => {
    const failing = after(['failed'])
    expect(delayAfter(failing, { limits: DEFAULT_LIMITS, graceLeftMs: 300, random: 0 }).ms).toBe(300)
    expect(delayAfter(failing, { limits: DEFAULT_LIMITS, graceLeftMs: 60_000, random: 0 }).ms).toBe(1_000)
  })

  it('gives one that flaps no looks beyond its interval', () => {
    const outcomes = Array.from({ length: 40 }, (_, place): CheckOutcome => (place % 2 ? 'ok' : 'failed'))
    const flapping = after(outcomes, DEFAULT_LIMITS, 1_000)
    expect(flapping.isFlapping).toBe(true)
    expect(delayAfter(flapping, { limits: DEFAULT_LIMITS, graceLeftMs: 0, random: 0 }).ms).toBe(27_000)
  })

  it('never comes before the check has ended, nor right on its heels', () => {
    expect(nextCheckAt({ from: 'start', ms: 1_000 }, { startedAt: 0, endedAt: 10_000 })).toBe(10_100)
    expect(nextCheckAt({ from: 'start', ms: 30_000 }, { startedAt: 0, endedAt: 10_000 })).toBe(30_000)
    expect(nextCheckAt({ from: 'end', ms: 1_500 }, { startedAt: 0, endedAt: 10_000 })).toBe(11_500)
  })

  it('is never forgotten: whatever came before, it is due in the time that is set, or five minutes', () => {
    const limits = fc.record({
      ...{ intervalMs: fc.integer({ min: 1_000, max: 86_400_000 }), timeoutMs: fc.constant(10_000) },
      ...{
        slowMs: fc.constant(0),
        fall: fc.integer({ min: 1, max: 100 }),
        rise: fc.integer({ min: 1, max: 100 }),
      },
      graceMs: fc.constant(0),
    })
    const outcomes = fc.array(fc.constantFrom(...CHECK_OUTCOMES), { minLength: 1, maxLength: 150 })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        outcomes,
        limits,
        random,
        fc.nat(60_000),
        fc.nat(3_600_000),
        (all, own, random, elapsedMs, graceLeftMs) => {
          const { ms } = delayAfter(after(all, own, elapsedMs), { limits: own, graceLeftMs, random })
          expect(ms).toBeGreaterThan(0)
          expect(ms).toBeLessThanOrEqual(Math.max(own.intervalMs, Math.min(300_000, 10 * own.intervalMs)))
          expect(holdsMs({ from: 'start', ms }, own)).toBeGreaterThan(ms + own.timeoutMs)
        },
      ),
    )
  })
})
