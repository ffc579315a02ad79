import { describe, expect, it } from 'vitest'
import { registryClock } from '@/e2e/fixtures/registry'
import { silentLogger } from '@/lib/kit/logger'
import type { SourceNews } from './outcomes'
import type { RegistryNews } from './record-store'
import { Replicas } from './replicas'

const written = (...names: string[]): RegistryNews => ({ kind: 'written', names })

async function start() {
  let hear: (news: RegistryNews | null) => void = () => undefined
  const reads: (string[] | 'all')[] = []
  const passed: (SourceNews | null)[] = []
  /** Reads that wait to be let go on, or to fail. */
  const open: PromiseWithResolvers<undefined>[] = []
  const read = (what: string[] | 'all') => {
    reads.push(what)
    const gate = Promise.withResolvers<undefined>()
    open.push(gate)
    return gate.promise
  }
  const clock = registryClock()
  const replicas = new Replicas({
    store: {
      listen: (onNews) => {
        hear = onNews
        return Promise.resolve(() => Promise.resolve())
      },
      tell: () => Promise.reject(new Error('away')),
    },
    writer: { takeOver: (names) => read([...names]), refresh: () => read('all') },
    clock,
    logger: silentLogger,
    onSource: (news) => {
      passed.push(news)
      return Promise.resolve()
    },
  })
  await replicas.start()
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const next = async (error?: Error) => {
    const gate = open.shift()
    if (error) gate?.reject(error)
    else gate?.resolve(undefined)
    await settled()
  }
  return { replicas, clock, reads, passed, next, settled, hear: (news: RegistryNews | null) => hear(news) }
}

describe('what other processes write', () => {
  it('is read one at a time, and together what was heard meanwhile', async () => {
    const { hear, reads, next } = await start()
    hear(written('a'))
    hear(written('b', 'c'))
    hear(written('b'))
    expect(reads).toEqual([['a']])
    await next()
    expect(reads).toEqual([['a'], ['b', 'c']])
    await next()
    hear(written('d'))
    expect(reads).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('is compared as a whole when the names are not known, or something was missed', async () => {
    const { hear, reads, next, passed } = await start()
    hear({ kind: 'written', names: null })
    hear(written('a'))
    hear(null)
    await next()
    await next()
    expect(reads).toEqual(['all', 'all'])
    expect(passed).toEqual([null])
  })

  it('is read again later when it could not be, all of it', async () => {
    const { hear, reads, next, clock } = await start()
    hear(written('a'))
    await next(new Error('away'))
    expect(clock.pending).toBe(1)
    clock.advance(60_000)
    expect(reads).toEqual([['a'], 'all'])
    await next(new Error('away'))
    // Whoever writes can be reached, so it is tried at once.
    hear(written('b'))
    expect(reads).toEqual([['a'], 'all', 'all'])
    expect(clock.pending).toBe(0)
    await next()
    expect(clock.pending).toBe(0)
  })

  it('does not keep those waiting who wait for what was heard before', async () => {
    const { hear, replicas, next, settled } = await start()
    const done: string[] = []
    const wait = (mark: string) => void replicas.caughtUp().then(() => done.push(mark))
    wait('nothing')
    hear(written('a'))
    wait('a')
    hear(written('b'))
    wait('b')
    await settled()
    expect(done).toEqual(['nothing'])
    await next()
    expect(done).toEqual(['nothing', 'a'])
    hear(written('c'))
    wait('c')
    await next()
    expect(done).toEqual(['nothing', 'a', 'b'])
    await next(new Error('away'))
    expect(done).toEqual(['nothing', 'a', 'b', 'c'])
  })

  it('is left unread once it has stopped', async () => {
    const { hear, replicas, reads, clock, next } = await start()
    hear(written('a'))
    const stopping = replicas.stop()
    hear(written('b'))
    await next(new Error('stopped'))
    await stopping
    expect([reads, clock.pending]).toEqual([[['a']], 0])
  })
})

it('goes on when other processes can not be told', async () => {
  const { replicas } = await start()
  await replicas.tell({ kind: 'source-failed', source: 'http', reason: 'x', at: '2026-11-01T00:00:00.000Z' })
})
