import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { statsSchema } from '@/lib/domain/api/stats'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import { Stats, type StatsParts } from './process-stats'
import { CallMeter } from './stats'

function statsOf(parts: Partial<StatsParts> = {}) {
  const clock = new FakeClock()
  const bus = new EventBus(silentLogger)
  const stats = new Stats({
    registry: {
      counts: () => ({
        total: 2,
        enabled: 2,
        byState: { ready: 2 },
        byVerdict: { healthy: 2 },
        bySource: { manual: 2 },
      }),
      all: () =>
        ['a', 'b'].map((name) => ({ spec: { name } }) as ReturnType<StatsParts['registry']['all']>[number]),
    },
    pool: {
      stats: () => ({ open: 2, waiting: 0, tools: 10, retries: 1, children: 1 }) as never,
      breakerOf: (name) =>
        name === 'a'
          ? { kind: 'half-open', failures: 5, error: { code: 'unreachable', message: 'Gone' } }
          : { kind: 'closed', failures: 0 },
    },
    discovery: { sources: () => Promise.resolve([]) },
    health: {
      stats: () => ({ swept: 7, running: 1, unsaved: 0, lagMs: { p50: 1, p99: 2, max: 3 } }) as never,
    },
    webhooks: { backlog: () => Promise.resolve({ waiting: 1, dead: 2, oldestAt: null }) },
    jobs: { counts: () => Promise.resolve([{ queue: 'q', waiting: 0, active: 1, failed: 0 }]) },
    feed: { readers: 1, lastId: 42, unstored: 0, lost: 0 },
    database: { kind: 'pglite', ping: () => Promise.resolve() },
    calls: new CallMeter(bus, clock),
    eventLoop: { read: () => ({ p50: 0, p99: 1, max: 2 }) },
    ...{ clock, version: '1.2.3' },
    ...parts,
  })
  return { stats, clock, bus }
}

describe('stats', () => {
  it('tell of registry, client, discovery and performance, and of what they told before', async () => {
    const { stats, bus } = statsOf()
    bus.publish({
      kind: 'call-finished',
      name: 'a',
      tool: 't',
      caller: 'api',
      durationMs: 5,
      outcome: 'failed',
    })
    expect(statsSchema.parse(await stats.read())).toMatchObject({
      registry: { total: 2, byVerdict: { healthy: 2 } },
      connections: { open: 2, tools: 10, retries: 1 },
      calls: { count: 1, errors: 1, p50Ms: 5 },
      client: { breakers: { open: 0, halfOpen: 1 }, calls: { ok: 0, failed: 1 } },
      discovery: { running: 0, failing: 0, sources: [] },
      health: { checks: 7 },
      events: { lastId: 42 },
      webhooks: { waiting: 1, dead: 2 },
      jobs: [{ queue: 'q', active: 1 }],
      performance: { sweepLagMs: { p99: 2 }, eventLoopMs: { max: 2 } },
      process: { version: '1.2.3', children: 1, database: 'pglite' },
    })
  })

  it('say what they know while the database is away', async () => {
    const away = () => Promise.reject(new Error('gone'))
    const { stats } = statsOf({
      discovery: { sources: away },
      webhooks: { backlog: away },
      jobs: { counts: away },
      database: { kind: 'postgres', ping: away },
    })
    expect(statsSchema.parse(await stats.read())).toMatchObject({
      ...{ registry: { total: 2 }, discovery: null, webhooks: null, jobs: null },
      performance: { databaseMs: null },
    })
  })

  it('ask the database once, however many pages ask for them at the same time', async () => {
    let asked = 0
    const ping = () => Promise.resolve(void (asked += 1))
    const { stats, clock } = statsOf({ database: { kind: 'postgres', ping } })
    await Promise.all(Array.from({ length: 50 }, () => stats.read()))
    expect(asked).toBe(1)
    clock.advance(2_000)
    await stats.read()
    expect(asked).toBe(2)
  })
})
