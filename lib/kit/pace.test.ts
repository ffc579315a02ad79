import { describe, expect, it } from 'vitest'
import { Pace } from './pace'

describe('the pace of what is looked at again and again', () => {
  it('makes it due at first, then when its pause is over, or nearly', () => {
    const pace = new Pace()
    expect([pace.isDue(5_000), pace.dueInMs(5_000)]).toEqual([true, undefined])
    pace.looked(5_000, 1_000)
    expect([5_000, 5_899, 5_900, 6_000].map((now) => pace.isDue(now))).toEqual([false, false, true, true])
    expect([5_000, 5_400, 7_000].map((now) => pace.dueInMs(now))).toEqual([1_000, 600, 0])
  })

  it('changes with each look', () => {
    const pace = new Pace()
    pace.looked(0, 1_000)
    pace.looked(1_000, 60_000)
    expect([pace.isDue(30_000), pace.dueInMs(30_000)]).toEqual([false, 31_000])
  })
})
