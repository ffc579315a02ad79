import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { ResourceWatch } from './resource-watch'
import type { ResourceNews } from './resource-watches'
import type { Session } from './session'

/** A server of the new era whose streams end when the test says so. */
function server() {
  const ends: (() => void)[] = []
  const client = {
    listen(filter: { resourceSubscriptions: string[] }) {
      const { promise: closed, resolve } = Promise.withResolvers<string>()
      ends.push(() => resolve('graceful'))
      const close = () => {
        resolve('local')
        return Promise.resolve()
      }
      return Promise.resolve({ honoredFilter: filter, closed, close })
    },
  }
  // No more of it is used.
  const session = { facts: { era: 'modern' }, announcesResources: true, client } as unknown as Session
  return { session, ends }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a watch over resources', () => {
  it('asks again, each time later, when the server ends its stream and the session goes on', async () => {
    const clock = new FakeClock()
    const news: ResourceNews[] = []
    const { session, ends } = server()
    const watch = new ResourceWatch({
      ...{ clock, timeoutMs: () => 1_000, wanted: () => ['note://a'], onTrouble: () => undefined },
      tell: (one) => news.push(one),
    })
    const told = { kind: 'watched', uris: ['note://a'] }
    const lost = { kind: 'watched', uris: [] }
    watch.opened(session)
    await settled()
    expect(news).toEqual([told])
    ends[0]?.()
    await settled()
    expect(news).toEqual([told, lost])
    clock.advance(5_000)
    await settled()
    expect(news).toEqual([told, lost, told])
    ends[1]?.()
    await settled()
    clock.advance(9_999)
    await settled()
    expect(ends).toHaveLength(2)
    clock.advance(1)
    await settled()
    expect(ends).toHaveLength(3)
    watch.closed()
    expect(news.at(-1)).toEqual(lost)
    ends[2]?.()
    await settled()
    expect(clock.pending).toBe(0)
  })
})
