import { describe, expect, it } from 'vitest'
import { CallLimit } from './call-limit'

function make(maxConcurrentCalls: number, maxQueuedCalls: number) {
  const limits = { maxConcurrentCalls, maxQueuedCalls }
  return {
    limits,
    limit: new CallLimit(
      () => 'chart',
      () => limits,
    ),
  }
}

describe('CallLimit', () => {
  it('lets all run where there is no limit', async () => {
    const { limit } = make(0, 0)
    await Promise.all(Array.from({ length: 500 }, () => limit.enter(undefined)))
    expect(limit.running).toBe(500)
  })

  it('lets so many run, makes so many wait in the order of coming, and refuses the rest with the numbers', async () => {
    const { limit } = make(1, 2)
    const leave = await limit.enter(undefined)
    const order: string[] = []
    const waiting = ['first', 'second'].map(async (name) => {
      const out = await limit.enter(undefined)
      order.push(name)
      out()
    })
    await expect(limit.enter(undefined)).rejects.toMatchObject({
      code: 'too-busy',
      message:
        'chart is busy: 1 calls run (at most 1) and 2 wait (at most 2). Try again when some have ended.',
      details: { running: 1, waiting: 2, maxConcurrentCalls: 1, maxQueuedCalls: 2 },
    })
    leave()
    leave()
    await Promise.all(waiting)
    expect(order).toEqual(['first', 'second'])
    expect(limit.running).toBe(0)
  })

  it('gives up the place of one that does not wait any longer', async () => {
    const { limit } = make(1, 1)
    const leave = await limit.enter(undefined)
    const controller = new AbortController()
    const hasty = limit.enter(controller.signal)
    controller.abort()
    await expect(hasty).rejects.toThrow()
    const patient = limit.enter(undefined)
    leave()
    await patient
    expect(limit.running).toBe(1)
    expect(limit.waiting).toBe(0)
  })

  it('lets in as many as a new limit has room for', async () => {
    const { limit, limits } = make(1, 10)
    const leave = await limit.enter(undefined)
    const others = Promise.all(Array.from({ length: 4 }, () => limit.enter(undefined)))
    limits.maxConcurrentCalls = 4
    leave()
    await expect.poll(() => limit.running).toBe(4)
    limits.maxConcurrentCalls = 0
    // The next that ends lets all in.
    expect(limit.waiting).toBe(0)
    await others
  })
})
