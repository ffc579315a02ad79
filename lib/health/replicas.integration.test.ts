import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { HealthHarness } from '@/e2e/servers/health-harness'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import type { HealthSettings } from '@/lib/domain/server'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { HealthStateStore } from '@/lib/store/health-states'
import type { HealthOptions } from './health-options'
import { shardOf, SHARDS } from './shard'

/** A lease and two beats, on a loaded machine. */
const SOON_MS = 30_000
const QUICK: HealthSettings = { intervalMs: 1_000, timeoutMs: 5_000, graceMs: 0 }

/** Stands for a process: its own connections to servers and database, its own memory. */
interface Replica {
  harness: PoolHarness
  database: Database
  watching: HealthHarness
  asked: string[]
}

let postgres: TestPostgres
let databaseUrl: string
const replicas: Replica[] = []
let settings: Map<string, unknown>
/** Of no replica: the servers that all of them watch. */
let far: PoolHarness

beforeAll(async () => {
  postgres = await TestPostgres.start()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase()
  settings = new Map()
  far = new PoolHarness()
})
afterEach(async () => {
  for (const replica of replicas.splice(0)) await end(replica)
  await far.dispose()
})

async function begin(names: string[], url: string, options: Partial<HealthOptions> = {}): Promise<Replica> {
  const harness = new PoolHarness()
  const endpoint = { kind: 'remote', transport: 'streamable-http', url } as const
  for (const name of names) harness.declare(name, { endpoint, health: QUICK })
  const database = await openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger })
  const asked: string[] = []
  const pool = {
    revive: (name: string) => harness.pool.revive(name),
    stateOf: (name: string) => harness.pool.stateOf(name),
    probe: (...[name, ask]: Parameters<typeof harness.pool.probe>) => {
      asked.push(name)
      return harness.pool.probe(name, ask)
    },
  }
  const watching = new HealthHarness(harness, database, {
    pool,
    settings: {
      get: (key) => Promise.resolve(settings.get(key)),
      set: (key, value) => Promise.resolve(void settings.set(key, value)),
    },
    ...options,
  })
  await watching.health.start()
  const replica = { harness, database, watching, asked }
  replicas.push(replica)
  return replica
}

async function end({ harness, database, watching }: Replica): Promise<void> {
  await watching.health.stop()
  await harness.dispose()
  await database.close()
}

/** As a process that is killed, or cut off: it says nothing more, and does nothing more. */
async function kill({ watching, database }: Replica): Promise<void> {
  await database.close()
  await watching.health.stop()
}

const held = ({ watching }: Replica) => watching.health.stats().shards.held
const NAMES = Array.from({ length: 40 }, (_, n) => `server-${n}`)

describe('replicas on one database', () => {
  it('share the servers out, each checked by one; and take over those of one that dies', async () => {
    const { url } = await far.http()
    const [first, second] = [await begin(NAMES, url), await begin(NAMES, url)]
    await until(() => held(first) === SHARDS / 2 && held(second) === SHARDS / 2, SOON_MS)
    const both = [first, second]
    await until(() => both.every(({ watching }) => watching.health.stats().running === 0), SOON_MS)
    for (const { asked } of both) asked.length = 0
    await until(() => first.asked.length > 40 && second.asked.length > 40, SOON_MS)
    const shards = both.map(({ asked }) => new Set(asked.map(shardOf)))
    expect([...(shards[0] ?? [])].filter((shard) => shards[1]?.has(shard))).toEqual([])
    await kill(second)
    await until(() => held(first) === SHARDS, SOON_MS)
    first.asked.length = 0
    await until(() => new Set(first.asked).size === NAMES.length, SOON_MS)
  })

  it('leave their share at once when they stop in order', async () => {
    const { url } = await far.http()
    const [first, second] = [await begin(['a'], url), await begin(['a'], url)]
    await until(() => held(first) === SHARDS / 2, SOON_MS)
    await second.watching.health.stop()
    const leases = await first.database.run((queries) => queries.healthShard.findMany())
    expect(new Set(leases.map(({ replica }) => replica)).size).toBe(1)
    await until(() => held(first) === SHARDS, SOON_MS)
  })

  it('know what the other has found, and tell it once', async () => {
    const server = await far.http()
    const [first, second] = [await begin(NAMES, server.url), await begin(NAMES, server.url)]
    await until(() => held(first) === SHARDS / 2, SOON_MS)
    const all = (verdict: 'healthy' | 'unhealthy') =>
      until(
        () => replicas.every(({ watching }) => watching.health.stats().perVerdict[verdict] === NAMES.length),
        SOON_MS,
        () => JSON.stringify(replicas.map(({ watching }) => watching.health.stats())),
      )
    await all('healthy')
    await server.kill()
    await all('unhealthy')
    const down = () =>
      [first, second].flatMap(({ watching }) =>
        watching.changes.filter(({ to }) => to === 'unhealthy').map(({ server }) => server),
      )
    await until(() => down().length >= NAMES.length, SOON_MS)
    expect(down().toSorted()).toEqual(NAMES.toSorted())
    // Each process hears of all, whoever has found it.
    for (const { watching } of replicas) expect(watching.told('server-7')).toContain('unhealthy')
  })

  it('check the process that one of them runs, there', async () => {
    const one = 'tool'
    const [first, second] = [await begin([], ''), await begin([], '')]
    await until(() => held(first) === SHARDS / 2 && held(second) === SHARDS / 2, SOON_MS)
    for (const { harness } of replicas) {
      harness.declare(one, { endpoint: harness.stdio(), health: QUICK })
      harness.bus.publish({ kind: 'server-added', name: one, source: 'manual' })
    }
    for (const { harness, watching } of replicas) {
      const other = replicas.find((replica) => replica.harness !== harness)
      await harness.pool.open(one)
      await watching.until(one, 'healthy')
      await other?.watching.until(one, 'healthy')
      const checks = () => watching.health.now(one).lastCheck
      await until(() => checks()?.origin === 'probe', SOON_MS)
      // The other one has no process of its own to look at, and does not take that for news.
      expect(other?.watching.health.verdictOf(one).verdict).toBe('healthy')
      await harness.pool.close(one)
      await watching.until(one, 'unknown', SOON_MS)
    }
  })

  it('take each other’s rules', async () => {
    const [first, second] = [await begin([], ''), await begin([], '')]
    await first.watching.health.setRules({ all: { fall: 7 }, tags: [] })
    await until(() => second.watching.health.rules().all.fall === 7, SOON_MS)
  })

  it('go on checking while the database is away, and keep what they have found', async () => {
    const server = await far.http()
    const { watching } = await begin(['files'], server.url)
    await watching.until('files', 'healthy')
    await until(() => watching.told('files').length === 1)
    await postgres.pause()
    try {
      await server.kill()
      await watching.until('files', 'unhealthy')
      await until(() => watching.health.stats().storeError !== null, SOON_MS)
      expect(watching.health.stats().unsaved).toBeGreaterThan(0)
      expect(watching.told('files')).toEqual(['healthy'])
    } finally {
      await postgres.resume()
    }
    await until(() => watching.told('files').join() === 'healthy,unhealthy', SOON_MS)
    expect(watching.health.stats()).toMatchObject({ storeError: null, lost: 0 })
    const [row] = await new HealthStateStore(replicas[0]?.database as Database).all()
    expect(row?.state.verdict).toBe('unhealthy')
  })
})
