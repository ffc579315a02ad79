import { describe, expect, it } from 'vitest'
import { Gate } from './gate'

const patient = new AbortController().signal

describe('Gate', () => {
  it('lets no more in than its limit, and the others in the order of their coming', async () => {
    const gate = new Gate(2)
    const order: number[] = []
    const leaves: (() => void)[] = []
    const all = [0, 1, 2, 3].map(async (i) => {
      leaves.push(await gate.enter(patient))
      order.push(i)
    })
    await Promise.all(all.slice(0, 2))
    expect(order).toEqual([0, 1])
    leaves[0]?.()
    await all[2]
    leaves[1]?.()
    await all[3]
    expect(order).toEqual([0, 1, 2, 3])
  })

  it('frees one place for one who leaves twice', async () => {
    const gate = new Gate(1)
    const leave = await gate.enter(patient)
    leave()
    leave()
    await gate.enter(patient)
    const third = gate.enter(AbortSignal.timeout(20))
    await expect(third).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('forgets one who gives up, so that its turn goes to the next', async () => {
    const gate = new Gate(1)
    const leave = await gate.enter(patient)
    const controller = new AbortController()
    const gaveUp = gate.enter(controller.signal)
    const next = gate.enter(patient)
    controller.abort()
    await expect(gaveUp).rejects.toMatchObject({ code: 'cancelled' })
    leave()
    await expect(next).resolves.toBeTypeOf('function')
  })

  it('does not let one in who has given up already', async () => {
    await expect(new Gate(1).enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})
