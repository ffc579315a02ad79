import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PausableLimit } from './pausable-limit'

describe('a time limit that can stand still', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('does not run while a person is asked', async () => {
    using limit = new PausableLimit(100)
    vi.advanceTimersByTime(60)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const asked = limit.pause(() => promise)
    vi.advanceTimersByTime(1_000)
    resolve(undefined)
    await asked
    vi.advanceTimersByTime(39)
    expect(limit.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(limit.signal.aborted).toBe(true)
  })

  it('begins anew with each word of progress', () => {
    using limit = new PausableLimit(100)
    for (let at = 0; at < 5; at++) {
      vi.advanceTimersByTime(90)
      limit.renew()
    }
    expect(limit.signal.aborted).toBe(false)
    vi.advanceTimersByTime(100)
    expect(limit.signal.aborted).toBe(true)
  })

  it('once over stays over, and once disposed of never ends', () => {
    const over = new PausableLimit(10)
    vi.advanceTimersByTime(10)
    over.renew()
    expect(over.signal.aborted).toBe(true)
    const gone = new PausableLimit(10)
    gone[Symbol.dispose]()
    gone.renew()
    vi.advanceTimersByTime(100)
    expect(gone.signal.aborted).toBe(false)
  })
})
