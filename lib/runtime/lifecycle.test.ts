import { describe, expect, it } from 'vitest'
import { silentLogger } from '@/lib/kit/logger'
import { Lifecycle } from './lifecycle'

function recorder() {
  const done: string[] = []
  return {
    done,
    part: (name: string) => ({
      name,
      start: () => void done.push(`start ${name}`),
      stop: () => void done.push(`stop ${name}`),
    }),
  }
}

describe('Lifecycle', () => {
  it('stops in the reverse order of starting', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    for (const name of ['a', 'b', 'c']) await lifecycle.start(part(name))
    await lifecycle.stop()
    expect(done).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
  })

  it('stops once, however many ask', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    await lifecycle.start(part('a'))
    await Promise.all([lifecycle.stop(), lifecycle.stop()])
    await lifecycle.stop()
    expect(done).toEqual(['start a', 'stop a'])
  })

  it('goes on stopping when one part fails', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    await lifecycle.start(part('a'))
    await lifecycle.start({ name: 'bad', stop: () => Promise.reject(new Error('no')) })
    await lifecycle.start({
      name: 'worse',
      stop: () => {
        throw new Error('at once')
      },
    })
    await lifecycle.stop()
    expect(done).toEqual(['start a', 'stop a'])
  })

  it('goes on stopping when one part hangs', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    await lifecycle.start(part('a'))
    await lifecycle.start({ name: 'hangs', stop: () => new Promise(() => undefined), stopWithinMs: 20 })
    await lifecycle.stop()
    expect(done).toEqual(['start a', 'stop a'])
  })

  it('stops a part whose start failed, as it may hold something', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    const broken = { ...part('a'), start: () => Promise.reject(new Error('no')) }
    await expect(lifecycle.start(broken)).rejects.toThrow('no')
    await lifecycle.stop()
    expect(done).toEqual(['stop a'])
  })

  it('starts nothing once it stops', async () => {
    const { done, part } = recorder()
    const lifecycle = new Lifecycle(silentLogger)
    const stopped = lifecycle.stop()
    await expect(lifecycle.start(part('late'))).rejects.toMatchObject({ code: 'shutting-down' })
    await stopped
    expect(done).toEqual([])
  })
})
