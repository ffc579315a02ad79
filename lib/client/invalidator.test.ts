import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { FeedEffects } from './feed-effects'
import { Invalidator } from './invalidator'
import { queryKeys } from './query-keys'

const NOTHING: Pick<FeedEffects, 'invalid' | 'seldom' | 'healthMoved' | 'statesMoved'> = {
  invalid: [],
  seldom: [],
  healthMoved: new Set<string>(),
  statesMoved: false,
}

let queryClient: QueryClient
let clock: FakeClock
let invalidator: Invalidator

beforeEach(() => {
  queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, networkMode: 'always' } },
  })
  clock = new FakeClock()
  invalidator = new Invalidator(queryClient, clock)
})

afterEach(() => {
  invalidator.stop()
  queryClient.clear()
})

/** Moves on, and lets what was asked be answered. */
async function pass(ms: number) {
  clock.advance(ms)
  await new Promise((resolve) => setImmediate(resolve))
}

/** Somebody looks at an answer; tells how often it was asked for. */
async function watch(queryKey: readonly unknown[], answer: unknown) {
  let asked = 0
  const queryFn = () => {
    asked++
    return Promise.resolve(answer)
  }
  new QueryObserver(queryClient, { queryKey, queryFn }).subscribe(() => undefined)
  await pass(0)
  return () => asked
}

describe('Invalidator', () => {
  it('asks once a second, however many events come', async () => {
    const asked = await watch(queryKeys.facets, {})
    for (let event = 0; event < 100; event++) {
      invalidator.add({ ...NOTHING, invalid: [queryKeys.facets] })
      await pass(100)
    }
    expect(asked()).toBe(1 + 10)
  })

  it('asks for a fleet of ten thousand twice a minute at most, and for the last change too', async () => {
    const rows = Array.from({ length: 10_000 }, () => ({}))
    const asked = await watch(queryKeys.fleet({ range: '24h' }), { rows })
    for (let second = 0; second < 100; second++) {
      invalidator.add({ ...NOTHING, seldom: [queryKeys.health] })
      await pass(1_000)
    }
    expect(asked()).toBe(1 + 4)
    await pass(30_000)
    expect(asked()).toBe(1 + 5)
    await pass(300_000)
    expect(asked()).toBe(1 + 5)
  })

  it('asks for a small fleet within a second, and then every other', async () => {
    const asked = await watch(queryKeys.fleet({ range: '24h' }), { rows: [{}, {}] })
    for (let second = 0; second < 5; second++) {
      invalidator.add({ ...NOTHING, seldom: [queryKeys.health] })
      await pass(1_000)
    }
    expect(asked()).toBe(1 + 3)
  })

  it('asks for the history of the one server that is looked at when ten thousand change', async () => {
    const asked = await watch([...queryKeys.serverHealth('server-7'), { range: '24h' }], {})
    const other = await watch([...queryKeys.serverHealth('elsewhere'), { range: '24h' }], {})
    const healthMoved = new Set(Array.from({ length: 10_000 }, (_, index) => `server-${index}`))
    invalidator.add({ ...NOTHING, healthMoved })
    await pass(1_000)
    expect(asked()).toBe(2)
    expect(other()).toBe(1)
    invalidator.add({ ...NOTHING, healthMoved: null })
    await pass(1_000)
    expect(other()).toBe(2)
  })
})
