import { describe, expect, it } from 'vitest'
import { Turns } from './turns'

function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  return { promise, open: () => resolve(undefined), fail: (error: Error) => reject(error) }
}

describe('turns', () => {
  it('run one at a time, and all who ask meanwhile share the next', async () => {
    const turns = new Turns<number>()
    const gates = [gate(), gate(), gate()]
    let started = 0
    let running = 0
    const task = async () => {
      const mine = started++
      expect(++running).toBe(1)
      await gates[mine]!.promise
      running--
      return mine
    }
    const first = turns.take(task)
    const waiting = [turns.take(task), turns.take(task), turns.take(task)]
    expect(started).toBe(1)
    gates[0]!.open()
    expect(await first).toBe(0)
    gates[1]!.open()
    expect(await Promise.all(waiting)).toEqual([1, 1, 1])
    expect(started).toBe(2)
  })

  it('go on after one that failed, which only its own callers hear', async () => {
    const turns = new Turns<string>()
    const first = turns.take(() => Promise.reject(new Error('no')))
    const second = turns.take(() => Promise.resolve('yes'))
    await expect(first).rejects.toThrow('no')
    expect(await second).toBe('yes')
  })

  it('never run two at once, however the asking falls', async () => {
    const turns = new Turns<undefined>()
    let running = 0
    const task = async () => {
      expect(++running).toBe(1)
      for (let step = 0; step < 3; step++) await Promise.resolve()
      running--
      return undefined
    }
    const all: Promise<unknown>[] = []
    for (let step = 0; step < 200; step++) {
      all.push(turns.take(task))
      for (let pause = 0; pause < step % 7; pause++) await Promise.resolve()
    }
    await Promise.all(all)
    await turns.idle()
    expect(running).toBe(0)
  })

  it('are idle when nothing runs or waits', async () => {
    const turns = new Turns<undefined>()
    const last = gate()
    let done = false
    void turns.take(() => Promise.resolve(undefined))
    void turns.take(async () => {
      await last.promise
      done = true
      return undefined
    })
    const idle = turns.idle()
    last.open()
    await idle
    expect(done).toBe(true)
  })
})
