import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BreakerEvent,
  type BreakerState,
  CLOSED,
  MAX_OPEN_MS,
  stepBreaker,
  viewOfBreaker,
} from './breaker'

const policy = { breakerFailures: 3, breakerOpenMs: 1_000 }
const error = { code: 'timed-out', message: 'It did not answer in time.' }

const fail = (at: number, isTrial = false): BreakerEvent => ({ kind: 'failed', at, isTrial, error, policy })
const run = (events: BreakerEvent[], from: BreakerState = CLOSED) =>
  events.reduce((state, event) => stepBreaker(state, event).state, from)
const open = run([fail(1), fail(2), fail(3)])

describe('a breaker', () => {
  it('opens after so many failures in a row, and says why and until when', () => {
    expect(run([fail(1), fail(2)])).toMatchObject({ kind: 'closed', failures: 2 })
    expect(open).toMatchObject({ kind: 'open', failures: 3, since: 3, until: 1_003, error })
    expect(viewOfBreaker(open)).toMatchObject({ kind: 'open', until: '1970-01-01T00:00:01.003Z' })
  })

  it('counts anew after an answer', () => {
    expect(run([fail(1), fail(2), { kind: 'answered' }, fail(4), fail(5)])).toMatchObject({ kind: 'closed' })
  })

  it('never opens where its policy says so', () => {
    const never = { ...fail(1), policy: { ...policy, breakerFailures: 0 } } as BreakerEvent
    expect(run(Array.from({ length: 50 }, () => never))).toMatchObject({ kind: 'closed', failures: 50 })
  })

  it('refuses while it is open, then lets exactly one through', () => {
    expect(stepBreaker(open, { kind: 'asked', at: 1_002 }).admitted).toBe('no')
    const trial = stepBreaker(open, { kind: 'asked', at: 1_003 })
    expect(trial).toMatchObject({ admitted: 'as-trial', state: { kind: 'half-open' } })
    expect(stepBreaker(trial.state, { kind: 'asked', at: 9_999 }).admitted).toBe('no')
    expect(run([{ kind: 'answered' }], trial.state)).toEqual(CLOSED)
  })

  it('stays open for longer each time, up to a limit', () => {
    let state = open
    const times: number[] = []
    for (let i = 0; i < 12; i++) {
      if (state.kind !== 'open') throw new Error('It is not open')
      times.push(state.until - state.since)
      const at = state.until
      state = run([{ kind: 'asked', at }, fail(at, true)], state)
    }
    expect(times.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(Math.max(...times)).toBe(MAX_OPEN_MS)
  })

  it('does not let a call that began before it opened decide for the one that tries', () => {
    const trial = run([{ kind: 'asked', at: 1_003 }], open)
    expect(run([fail(1_004)], trial)).toBe(trial)
  })

  it('lets the next one try at once when the one that tried was cancelled', () => {
    const trial = run([{ kind: 'asked', at: 1_003 }], open)
    const dropped = run([{ kind: 'dropped', at: 1_010, isTrial: true }], trial)
    expect(stepBreaker(dropped, { kind: 'asked', at: 1_010 }).admitted).toBe('as-trial')
  })

  it('lets calls through after the connection was opened anew, and opens at the first that fails', () => {
    const again = run([{ kind: 'reconnected', policy }], open)
    expect(stepBreaker(again, { kind: 'asked', at: 10 }).admitted).toBe('yes')
    expect(run([fail(10)], again)).toMatchObject({ kind: 'open', until: 2_010 })
    expect(run([{ kind: 'answered' }, fail(10)], again)).toMatchObject({ kind: 'closed' })
  })

  it('never has two calls trying at a time, whatever happens', () => {
    const happening = fc.oneof(
      fc.constant({ kind: 'asked' } as const),
      fc.constant({ kind: 'end', how: 'answered' } as const),
      fc.constant({ kind: 'end', how: 'failed' } as const),
      fc.constant({ kind: 'end', how: 'dropped' } as const),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 3_000 })), { maxLength: 60 }),
        (steps) => {
          let state: BreakerState = CLOSED
          let at = 0
          let trials = 0
          for (const [what, passed] of steps) {
            at += passed
            if (what.kind === 'asked') {
              const step = stepBreaker(state, { kind: 'asked', at })
              state = step.state
              if (step.admitted === 'as-trial') trials += 1
            } else {
              const isTrial = trials > 0
              if (isTrial) trials -= 1
              const { how } = what
              state = run(
                [
                  how === 'answered'
                    ? { kind: how }
                    : how === 'failed'
                      ? fail(at, isTrial)
                      : { kind: how, at, isTrial },
                ],
                state,
              )
            }
            expect(trials).toBeLessThanOrEqual(1)
            expect(state.kind === 'half-open').toBe(trials === 1)
          }
        },
      ),
    )
  })
})
