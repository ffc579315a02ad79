import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verdict } from '@/lib/domain/connection'
import { CHECK_OUTCOMES, type CheckOutcome } from '@/lib/domain/health'
import { classify } from './classify'
import { type Finding, type HealthState, unknownState } from './health-state'
import { DEFAULT_LIMITS } from './limits'

const REASONS: Record<CheckOutcome, string> = {
  ok: 'It answers',
  slow: 'It answers slowly',
  half: 'Its health address does not',
  failed: 'Nothing listens there',
  'needs-auth': 'It asks for sign-in',
}

const finding = (outcome: CheckOutcome, part: Partial<Finding> = {}): Finding => ({
  ...{ at: 1_000, durationMs: 12, outcome, origin: 'probe', weight: 1 },
  reason: { code: outcome === 'failed' ? 'unreachable' : outcome, message: REASONS[outcome] },
  ...part,
})

interface Options {
  fall?: number
  rise?: number
  everyMs?: number
  inGrace?: boolean
  from?: HealthState
}

/** The states after each of the outcomes, which come at an even pace. */
function after(outcomes: (CheckOutcome | Finding)[], options: Options = {}): HealthState[] {
  const { fall = 2, rise = 2, everyMs = 30_000, inGrace = false } = options
  let state = options.from ?? unknownState(0)
  return outcomes.map((outcome, place) => {
    const found = typeof outcome === 'string' ? finding(outcome) : outcome
    const at = (place + 1) * everyMs
    state = classify(
      state,
      { ...found, at },
      {
        limits: { ...DEFAULT_LIMITS, fall, rise },
        elapsedMs: everyMs,
        inGrace,
      },
    )
    return state
  })
}

const verdicts = (...[outcomes, options]: Parameters<typeof after>): Verdict[] =>
  after(outcomes, options).map(({ verdict }) => verdict)

describe('what a server is taken for', () => {
  it('is healthy from its first answer on', () => {
    expect(verdicts(['ok', 'ok'])).toEqual(['healthy', 'healthy'])
    expect(after(['ok'])[0]?.reason).toEqual({ code: 'ok', message: 'It answers' })
  })

  it('takes as many failures in a row as were asked for, and as many answers', () => {
    const outcomes: CheckOutcome[] = ['ok', 'failed', 'failed', 'ok', 'ok']
    expect(verdicts(outcomes)).toEqual(['healthy', 'healthy', 'unhealthy', 'unhealthy', 'healthy'])
    expect(verdicts(outcomes, { fall: 1, rise: 1 })).toEqual([
      ...['healthy', 'unhealthy', 'unhealthy', 'healthy', 'healthy'],
    ])
    expect(verdicts(['ok', 'failed', 'failed', 'failed'], { fall: 3 }).at(-2)).toBe('healthy')
    expect(verdicts(['ok', 'failed', 'failed', 'failed'], { fall: 3 }).at(-1)).toBe('unhealthy')
  })

  it('says why in words, also of the failure that does not count yet', () => {
    const [, once, twice, back] = after(['ok', 'failed', 'failed', 'ok'])
    expect(once?.reason.message).toBe(
      'It answered until now; the last check failed and is repeated. Nothing listens there',
    )
    expect(twice?.reason).toEqual({ code: 'unreachable', message: 'Nothing listens there' })
    // An answer that does not count yet is no reason for being down.
    expect(back?.reason).toEqual({ code: 'unreachable', message: 'Nothing listens there' })
    expect(after(['failed'])[0]?.reason.message).toContain('Not known yet; the last check failed')
  })

  it('takes silence that two requests have met for two failures', () => {
    expect(verdicts(['ok', finding('failed', { weight: 2 })])).toEqual(['healthy', 'unhealthy'])
  })

  it('takes a connection that is ready for the whole proof', () => {
    const ready = finding('ok', { weight: 'all', origin: 'connection', durationMs: null })
    expect(verdicts(['failed', 'failed', ready], { rise: 5 }).at(-1)).toBe('healthy')
  })

  it('takes a refusal for what it is at once: it lives, and wants a sign-in', () => {
    expect(verdicts(['ok', 'needs-auth', 'ok'])).toEqual(['healthy', 'needs-auth', 'healthy'])
    expect(verdicts(['failed', 'failed', 'needs-auth'])).toEqual(['unknown', 'unhealthy', 'needs-auth'])
  })

  it('is degraded when answers are slow again and again, or half of them', () => {
    expect(verdicts(['ok', 'slow', 'slow', 'ok', 'ok'])).toEqual([
      ...['healthy', 'healthy', 'degraded', 'degraded', 'healthy'],
    ])
    expect(verdicts(['ok', 'half', 'slow'])).toEqual(['healthy', 'healthy', 'degraded'])
    expect(verdicts(['slow'])).toEqual(['degraded'])
    expect(verdicts(['ok', 'slow', 'failed']).at(-1)).toBe('degraded')
    expect(verdicts(['failed', 'failed', 'slow', 'slow'])).toEqual([
      ...['unknown', 'unhealthy', 'unhealthy', 'degraded'],
    ])
  })

  it('holds no failure against it while grace lasts, and counts them all the same', () => {
    expect(verdicts(['failed', 'failed', 'failed'], { inGrace: true })).toEqual([
      ...['unknown', 'unknown', 'unknown'],
    ])
    const from = after(['ok', 'failed', 'failed'], { inGrace: true }).at(-1)
    expect(from?.verdict).toBe('healthy')
    expect(verdicts(['failed'], from && { from })).toEqual(['unhealthy'])
    expect(verdicts(['needs-auth', 'ok'], { inGrace: true })).toEqual(['needs-auth', 'healthy'])
  })

  it('lets the first answer after a change of its declaration count at once', () => {
    const down = after(['failed', 'failed']).at(-1)
    expect(verdicts(['ok'], down && { from: { ...down, isFresh: true } })).toEqual(['healthy'])
  })

  it('keeps since when, as long as the verdict stays', () => {
    const states = after(['ok', 'ok', 'failed', 'failed', 'failed'])
    expect(states.map(({ since }) => since)).toEqual([30_000, 30_000, 30_000, 120_000, 120_000])
  })
})

describe('one that comes and goes', () => {
  const alternating = (count: number): CheckOutcome[] =>
    Array.from({ length: count }, (_, place) => (place % 2 === 0 ? 'ok' : 'failed'))

  it('becomes degraded as flapping, once, and stays so while it goes on', () => {
    const states = after(alternating(600), { everyMs: 1_000, fall: 1, rise: 1 })
    const first = states.findIndex(({ isFlapping }) => isFlapping)
    expect(first).toBeLessThan(8)
    expect(states.slice(first).every(({ verdict }) => verdict === 'degraded')).toBe(true)
    expect(states.at(-1)?.reason.code).toBe('flapping')
  })

  it('also counts as half-failing where no two failures come in a row', () => {
    expect(verdicts(alternating(60)).slice(20)).toEqual(Array(40).fill('degraded'))
  })

  it.each([
    ['answers', 'ok', 'healthy'],
    ['is down', 'failed', 'unhealthy'],
  ] as const)('is taken at its word again when it %s steadily for a few minutes', (_, outcome, verdict) => {
    const flapping = after(alternating(60)).at(-1)
    const steady = after(Array<CheckOutcome>(20).fill(outcome), flapping && { from: flapping })
    const settled = steady.findIndex((state) => state.verdict === verdict)
    expect(steady[0]?.verdict).toBe('degraded')
    expect(settled * 30_000).toBeLessThanOrEqual(240_000)
    expect(steady.slice(settled).every((state) => state.verdict === verdict)).toBe(true)
  })

  it('never makes more than a dozen changes in a minute and a half, whatever comes how fast', () => {
    const step = fc.record({ outcome: fc.constantFrom(...CHECK_OUTCOMES), elapsedMs: fc.nat(20_000) })
    const limits = fc.record({
      intervalMs: fc.constantFrom(1_000, 15_000),
      fall: fc.integer({ min: 1, max: 3 }),
      rise: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), limits, (steps, own) => {
        let state = unknownState(0)
        let now = 0
        const changes: number[] = []
        for (const { outcome, elapsedMs } of steps) {
          now += elapsedMs
          const next = classify(state, finding(outcome), { limits: own, elapsedMs, inGrace: false })
          if (next.verdict !== state.verdict) changes.push(now)
          state = next
        }
        for (const [place, at] of changes.entries()) {
          const soon = changes.slice(place).filter((other) => other - at < 79_000)
          expect(soon.length).toBeLessThanOrEqual(13)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('every state that outcomes can lead to', () => {
  const run = fc.array(
    fc.record({
      outcome: fc.constantFrom(...CHECK_OUTCOMES),
      elapsedMs: fc.nat(600_000),
      inGrace: fc.boolean(),
      weight: fc.constantFrom<Finding['weight']>(1, 2, 'all'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  const limits = { ...DEFAULT_LIMITS }

  it('is unhealthy only after enough failures, healthy only after an answer', () => {
    fc.assert(
      fc.property(run, (steps) => {
        let state = unknownState(0)
        for (const { outcome, elapsedMs, inGrace, weight } of steps) {
          const before = state
          state = classify(state, finding(outcome, { weight }), { limits, elapsedMs, inGrace })
          if (state.verdict === 'unhealthy' && before.verdict !== 'unhealthy') {
            expect(outcome).toBe('failed')
            expect(state.streak.count).toBeGreaterThanOrEqual(limits.fall)
            expect(inGrace).toBe(false)
          }
          if (state.verdict === 'healthy' && before.verdict !== 'healthy') expect(outcome).toBe('ok')
          expect(state.reason.message).not.toBe('')
          expect(state.isFlapping).toBe(state.reason.code === 'flapping')
        }
      }),
    )
  })

  it('finds its way back to what is steady', () => {
    fc.assert(
      fc.property(run, fc.constantFrom(...CHECK_OUTCOMES), (steps, outcome) => {
        let state = unknownState(0)
        for (const step of steps) state = classify(state, finding(step.outcome), { limits, ...step })
        for (let round = 0; round < 12; round += 1)
          state = classify(state, finding(outcome), { limits, elapsedMs: 30_000, inGrace: false })
        const settled: Record<CheckOutcome, Verdict> = {
          ...{ ok: 'healthy', slow: 'degraded', half: 'degraded' },
          ...{ failed: 'unhealthy', 'needs-auth': 'needs-auth' },
        }
        expect(state.verdict).toBe(settled[outcome])
        expect(state.isFlapping).toBe(false)
      }),
    )
  })
})
