import { describe, expect, it } from 'vitest'
import { failuresAfter, nextRunInMs, pauseBetweenRunsMs } from './run-plan'

describe('when a source runs again', () => {
  it('is at its interval, a little sooner or later so that replicas and sources do not meet', () => {
    expect([0, 0.5, 1].map((random) => nextRunInMs({ everyMs: 60_000 }, 0, () => random))).toEqual([
      ...[57_000, 60_000, 63_000],
    ])
  })

  it('is never by itself without an interval, as long as it works', () => {
    expect(nextRunInMs({}, 0, () => 0.5)).toBeUndefined()
  })

  it('is soon after a failure, and later after each one more, up to a minute', () => {
    const delays = [1, 2, 3, 10].map((failures) => nextRunInMs({ everyMs: 3_600_000 }, failures, () => 1))
    expect(delays).toEqual([1_000, 2_000, 4_000, 60_000])
  })

  it('is when the source wants it after a failure, where it says so', () => {
    const source = { everyMs: 300_000, retryMs: 15_000 }
    expect([0, 1, 9].map((failures) => nextRunInMs(source, failures, () => 0.5))).toEqual([
      ...[300_000, 15_000, 15_000],
    ])
  })

  it('counts failures in a row, whatever was cancelled in between', () => {
    expect(failuresAfter(2, 'failed')).toBe(3)
    expect(failuresAfter(2, 'cancelled')).toBe(2)
    expect(failuresAfter(2, 'succeeded')).toBe(0)
  })

  it('leaves a storm of changes time to gather, and a change not waiting long', () => {
    expect([0, 100, 10_000].map(pauseBetweenRunsMs)).toEqual([20, 50, 200])
  })
})
