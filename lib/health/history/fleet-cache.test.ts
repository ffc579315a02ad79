import { expect, it } from 'vitest'
import { checksOf } from '@/e2e/fixtures/check-history'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import type { HistoryStore, RawRow } from '@/lib/store/health-history'
import { packChecks } from './check-block'
import { FleetCache } from './fleet-cache'
import { HOUR } from './tiers'

const names = Array.from({ length: 200 }, (_, place) => `server-${place}`)

/** Each server has been checked for an hour; reading the day of all of them waits for a word, of a few does not. */
function setUp() {
  const clock = new FakeClock()
  const start = clock.now() - HOUR
  const opened = Promise.withResolvers<undefined>()
  const rowsOf = (servers: readonly string[]): RawRow[] =>
    servers.map((server) => {
      const payload = packChecks(checksOf({ server, from: start, to: clock.now() }))
      return { server, start, payload, isFinal: true }
    })
  const store: Pick<HistoryStore, 'blocks' | 'blocksAfter' | 'hoursOf' | 'rawOf'> = {
    blocks: () => Promise.resolve([]),
    blocksAfter: () => Promise.resolve([]),
    rawOf: (servers) => Promise.resolve(rowsOf(servers)),
    hoursOf: async (servers) => {
      await opened.promise
      const hours = rowsOf(servers).map(({ payload }) => ({ oldest: start, payloads: [payload] }))
      return new Map(
        servers.map((server, place) => [server, hours[place] ?? { oldest: start, payloads: [] }]),
      )
    },
  }
  const cache = new FleetCache({
    ...{ store, clock, logger: silentLogger },
    servers: () => names.map((name) => ({ name })),
  })
  return { cache, clock, open: () => opened.resolve(undefined) }
}

it('answers after a while with what is read of the fleet by then, and says how much that is', async () => {
  const { cache, open } = setUp()
  expect(await cache.rings(names, 0)).toEqual({ rings: new Map(), readShare: 0 })
  open()
  const { rings, readShare } = await cache.rings(names)
  expect(readShare).toBeNull()
  expect([...rings.keys()].sort()).toEqual([...names].sort())
  await cache.stop()
})

it('reads a few servers by themselves rather than that one waits for all', async () => {
  const { cache, clock, open } = setUp()
  const { rings, readShare } = await cache.rings(['server-7'], 0)
  expect(readShare).toBeNull()
  const span = { from: clock.now() - HOUR, to: clock.now() }
  expect(rings.get('server-7')?.totals(span, new Uint32Array(1_000))).toMatchObject({ checks: 60 })
  open()
  await cache.stop()
})
