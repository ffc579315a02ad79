import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { HealthHarness } from '@/e2e/servers/health-harness'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import type { ConnectionPolicy, HealthSettings } from '@/lib/domain/server'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { HealthStateStore } from '@/lib/store/health-states'
import type { CheckRecord } from './check-record'
import { unpackChecks } from './history/check-block'

let directory: DataDirectory
let database: Database
let harness: PoolHarness
let watching: HealthHarness
const restarted: HealthHarness[] = []

beforeAll(async () => {
  directory = await createdDataDirectory()
  database = await openDatabase({ dataDir: directory.path, logger: silentLogger })
})
afterAll(async () => {
  await database.close()
  directory[Symbol.dispose]()
})
beforeEach(async () => {
  await database.run((queries) => queries.$executeRaw`TRUNCATE server_health, check_block`)
  harness = new PoolHarness()
  watching = new HealthHarness(harness, database)
})
afterEach(async () => {
  for (const one of [watching, ...restarted.splice(0)]) await one.health.stop()
  await harness.dispose()
})

const QUICK: HealthSettings = { intervalMs: 1_000, timeoutMs: 2_000, graceMs: 0 }

function remote(
  name: string,
  url: string,
  health: HealthSettings = QUICK,
  policy: Partial<ConnectionPolicy> = {},
): void {
  harness.declare(name, { endpoint: { kind: 'remote', transport: 'streamable-http', url }, health, policy })
  harness.bus.publish({ kind: 'server-added', name, source: 'manual' })
}

function command(name: string, policy: Partial<ConnectionPolicy> = {}, health: HealthSettings = QUICK): void {
  harness.declare(name, { endpoint: harness.stdio(), health, policy })
  harness.bus.publish({ kind: 'server-added', name, source: 'manual' })
}

async function stored(): Promise<CheckRecord[]> {
  const blocks = await database.run((queries) => queries.checkBlock.findMany({ orderBy: { id: 'asc' } }))
  return blocks.flatMap(({ payload }) => unpackChecks(payload)).sort((a, b) => a.at - b.at)
}

describe('a remote server', () => {
  it.each([['legacy'], ['modern'], ['sse']])(
    'of the kind %s is healthy without a connection',
    async (mode) => {
      const { url } = await harness.http(['--mode', mode])
      const transport = mode === 'sse' ? 'sse' : 'streamable-http'
      harness.declare(mode, { endpoint: { kind: 'remote', transport, url }, health: QUICK })
      await watching.health.start()
      await watching.until(mode, 'healthy')
      expect(harness.pool.stateOf(mode).kind).toBe('idle')
      expect(watching.health.now(mode)).toMatchObject({
        ...{ verdict: 'healthy', streak: { kind: 'ok' }, lastCheck: { outcome: 'ok', origin: 'probe' } },
        nextCheckAt: expect.any(String) as string,
      })
    },
  )

  it('that dies is found down with the reason, and found back, and each is told once', async () => {
    await watching.health.start()
    const server = await harness.http()
    remote('files', server.url)
    await watching.until('files', 'healthy')
    await server.kill()
    await watching.until('files', 'unhealthy')
    expect(watching.health.verdictOf('files').reason).toMatchObject({ code: 'unreachable' })
    await harness.http([], server.port)
    await watching.until('files', 'healthy')
    await until(() => watching.told('files').length === 3)
    expect(watching.told('files')).toEqual(['healthy', 'unhealthy', 'healthy'])
    expect(watching.changes.map(({ from, to }) => [from, to])).toEqual([
      ...[
        ['unknown', 'healthy'],
        ['healthy', 'unhealthy'],
        ['unhealthy', 'healthy'],
      ],
    ])
  })

  it.each([
    ['hangs', ['--mode', 'hang'], 'unhealthy', 'timed-out'],
    ['has trouble of its own', ['--mode', '500'], 'unhealthy', 'unreachable'],
    ['shows a web page', ['--mode', 'html'], 'unhealthy', 'protocol-error'],
    ['wants a sign-in', ['--mode', '401'], 'needs-auth', 'needs-auth'],
    ['denies access', ['--mode', '403'], 'needs-auth', 'needs-auth'],
  ] as const)('that %s is known for that', async (_, flags, verdict, code) => {
    const { url } = await harness.http([...flags])
    await watching.health.start()
    remote('odd', url)
    await watching.until('odd', verdict)
    expect(watching.health.verdictOf('odd').reason).toMatchObject({ code })
  })

  it('that is slow is degraded', async () => {
    const { url } = await harness.http(['--slow', '300'])
    await watching.health.start()
    remote('slow', url, { ...QUICK, slowMs: 100 })
    await watching.until('slow', 'degraded')
    expect(watching.health.verdictOf('slow').reason.message).toMatch(/^It answers slowly: after/)
  })

  it('whose connection is lost counts as failed at once, and the connection as an answer when it is back', async () => {
    await watching.health.start()
    const server = await harness.http(['--mode', 'legacy'])
    // By nothing but its connection, which goes on trying.
    remote('files', server.url, { ...QUICK, intervalMs: 600_000, fall: 1 }, { maxRetries: 1_000 })
    await harness.pool.open('files')
    expect(watching.health.verdictOf('files').verdict).toBe('healthy')
    await server.kill()
    await harness.call('files', 'echo').catch(() => undefined)
    await watching.until('files', 'unhealthy')
    await harness.http(['--mode', 'legacy'], server.port)
    await harness.until('files', 'ready')
    expect(watching.health.verdictOf('files').verdict).toBe('healthy')
    const origins = () => stored().then((records) => records.map(({ origin }) => origin))
    await until(async () => (await origins()).includes('connection'))
  })

  it('whose connection has given up is connected again when it answers', async () => {
    const server = await harness.http()
    await watching.health.start()
    remote('files', server.url, QUICK, { maxRetries: 0 })
    await harness.pool.open('files')
    await server.kill()
    await harness.call('files', 'echo').catch(() => undefined)
    await harness.until('files', 'failed')
    await harness.http([], server.port)
    await harness.until('files', 'ready', 30_000)
    await watching.until('files', 'healthy')
  })
})

describe('a command', () => {
  it('that policy keeps idle is not started to be checked', async () => {
    await watching.health.start()
    command('tool')
    await until(() => watching.health.verdictOf('tool').reason.code === 'idle')
    await until(() => watching.health.stats().swept >= 2)
    expect(await harness.processes()).toEqual([])
    expect(watching.health.now('tool')).toMatchObject({ verdict: 'unknown', nextCheckAt: null })
  })

  it('is healthy while it runs, and unknown again when it was stopped', async () => {
    await watching.health.start()
    command('tool')
    await harness.pool.open('tool')
    expect(watching.health.verdictOf('tool').verdict).toBe('healthy')
    await until(() => watching.health.now('tool').lastCheck?.origin === 'probe')
    await harness.pool.close('tool')
    await watching.until('tool', 'unknown')
    expect(watching.health.now('tool').lastCheck).toMatchObject({ outcome: 'ok' })
  })

  it('is started for a person who tests it', async () => {
    await watching.health.start()
    command('tool')
    const { check, now } = await watching.health.check('tool', AbortSignal.timeout(20_000))
    expect(check).toMatchObject({ outcome: 'ok', origin: 'person', verdict: 'healthy' })
    expect(now.verdict).toBe('healthy')
  })

  it('that was given up is unhealthy, and tried again', async () => {
    await watching.health.start()
    harness.declare('broken', {
      endpoint: harness.command(process.execPath, ['-e', 'process.exit(3)']),
      ...{ health: QUICK, policy: { maxRetries: 0, firstDelayMs: 10 } },
    })
    harness.bus.publish({ kind: 'server-added', name: 'broken', source: 'manual' })
    await harness.pool.open('broken')
    await watching.until('broken', 'unhealthy')
    expect(watching.health.verdictOf('broken').reason.message).toContain('ended with code 3')
    const attempts = () => harness.history('broken').filter((kind) => kind === 'connecting').length
    await until(() => attempts() >= 3, 30_000)
  })
})

describe('what is not to be checked', () => {
  it('is unknown, and says why', async () => {
    const { url } = await harness.http()
    const endpoint = { kind: 'remote', transport: 'streamable-http', url } as const
    harness.declare('off', { endpoint, enabled: false, health: QUICK })
    harness.declare('bare', { endpoint, health: QUICK, enabled: false }, 'TOKEN is not set')
    await watching.health.start()
    expect(watching.health.now('off')).toMatchObject({ reason: { code: 'disabled' }, nextCheckAt: null })
    harness.change('off', { endpoint, health: QUICK })
    await watching.until('off', 'healthy')
    harness.change('off', { endpoint, enabled: false, health: QUICK })
    await watching.until('off', 'unknown')
    expect(watching.health.checkSoon(['off', 'bare', 'nobody'])).toBe(0)
  })

  it('refuses a test in words', async () => {
    harness.declare('off', { endpoint: harness.stdio(), enabled: false })
    await watching.health.start()
    const test = (name: string) => watching.health.check(name, AbortSignal.timeout(5_000))
    await expect(test('off')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(test('nobody')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a declaration that changes', () => {
  it('is judged anew at once, and given its time of grace', async () => {
    const [good, bad] = [await harness.http(), await harness.http(['--mode', '500'])]
    await watching.health.start()
    remote('files', bad.url, { ...QUICK, intervalMs: 600_000 })
    await watching.until('files', 'unhealthy')
    const endpoint = { kind: 'remote', transport: 'streamable-http', url: good.url } as const
    harness.change('files', { endpoint, health: { intervalMs: 600_000 } })
    await watching.until('files', 'healthy')
    harness.change('files', { endpoint: { ...endpoint, url: bad.url }, health: { graceMs: 600_000 } })
    await until(() => watching.health.now('files').lastCheck?.outcome === 'failed')
    await until(() => watching.health.now('files').streak.count >= 2)
    expect(watching.health.verdictOf('files').verdict).toBe('healthy')
  })

  it('of the rules for all applies at once', async () => {
    const { url } = await harness.http()
    await watching.health.start()
    remote('files', url, { graceMs: 0 })
    await watching.until('files', 'healthy')
    await watching.health.setRules({ all: { intervalMs: 1_000, slowMs: 77 }, tags: [] })
    expect(watching.health.now('files').limits).toMatchObject({ intervalMs: 1_000, slowMs: 77 })
    const { swept } = watching.health.stats()
    await until(() => watching.health.stats().swept > swept)
  })
})

describe('a restart', () => {
  it('finds every verdict as it was, until it is checked anew, and forgets what is gone', async () => {
    const dead = 'http://127.0.0.1:9/mcp'
    await watching.health.start()
    remote('dead', dead)
    remote('gone', dead)
    await watching.until('dead', 'unhealthy')
    await watching.until('gone', 'unhealthy')
    const before = watching.health.now('dead')
    await watching.health.stop()
    harness.remove('gone')
    const again = new HealthHarness(harness, database)
    restarted.push(again)
    await again.health.start()
    expect(again.health.now('dead')).toMatchObject({ verdict: 'unhealthy', since: before.since })
    await again.health.stop()
    const names = (await new HealthStateStore(database).all()).map(({ name }) => name)
    expect(names).toEqual(['dead'])
    // Nothing became another thing by it, so nothing was told.
    expect(watching.told('dead')).toEqual(['unhealthy'])
  })
})

describe('what was found', () => {
  it('is kept, each check once, with what it was taken for', async () => {
    await watching.health.start()
    remote('dead', 'http://127.0.0.1:9/mcp')
    await watching.until('dead', 'unhealthy')
    await watching.health.check('dead', AbortSignal.timeout(5_000))
    await watching.health.stop()
    const records = await stored()
    expect(records.slice(0, 2)).toMatchObject([
      { server: 'dead', outcome: 'failed', verdict: 'unknown', origin: 'probe' },
      { server: 'dead', outcome: 'failed', verdict: 'unhealthy', origin: 'probe' },
    ])
    expect(records.at(-1)).toMatchObject({ origin: 'person' })
    const counted = Object.values(watching.health.stats().outcomes).reduce((sum, count) => sum + count, 0)
    expect(records).toHaveLength(counted)
  })
})

describe('many servers that fail at the same instant', () => {
  it('are each found within moments, without a stampede', async () => {
    const NAMES = Array.from({ length: 500 }, (_, n) => `server-${n}`)
    const server = await harness.http()
    for (const name of NAMES) {
      const endpoint = { kind: 'remote', transport: 'streamable-http', url: server.url } as const
      harness.declare(name, { endpoint, health: { intervalMs: 5_000, timeoutMs: 5_000, graceMs: 0 } })
    }
    const count = { running: 0, most: 0, probes: 0 }
    const pool = {
      revive: () => false,
      stateOf: (name: string) => harness.pool.stateOf(name),
      probe: async (...ask: Parameters<typeof harness.pool.probe>) => {
        count.probes += 1
        count.most = Math.max(count.most, (count.running += 1))
        return harness.pool.probe(...ask).finally(() => (count.running -= 1))
      },
    }
    const many = new HealthHarness(harness, database, { pool, lanes: { well: 100, ill: 50 } })
    restarted.push(many)
    await many.health.start()
    await until(() => many.health.stats().perVerdict.healthy === 500, 60_000)
    await server.kill()
    count.probes = count.most = 0
    await until(() => many.health.stats().perVerdict.unhealthy === 500, 60_000)
    expect(count.most).toBeLessThanOrEqual(100)
    // Each was asked until it failed, and a second time to be sure; then backed off.
    expect(count.probes).toBeLessThan(500 * 4)
    await until(() => many.changes.filter(({ to }) => to === 'unhealthy').length === 500)
    const told = NAMES.map((name) => many.told(name))
    expect(told.every((verdicts) => verdicts.join() === 'healthy,unhealthy')).toBe(true)
  })
})

describe('a server that works on a call', () => {
  it('is healthy if it is remote and answers others', async () => {
    const { url } = await harness.http()
    await watching.health.start()
    remote('files', url)
    await harness.pool.open('files')
    const calling = harness.call('files', 'sleep', { ms: 3_000 })
    const { swept } = watching.health.stats()
    await until(() => watching.health.stats().swept >= swept + 2)
    expect(watching.health.now('files')).toMatchObject({ verdict: 'healthy', lastCheck: { outcome: 'ok' } })
    await calling
  })

  it('is found out if it hangs', async () => {
    const server = await harness.http()
    await watching.health.start()
    remote('files', server.url)
    await harness.pool.open('files')
    process.kill(server.pid, 'SIGSTOP')
    const calling = harness.call('files', 'echo').catch(() => undefined)
    await watching.until('files', 'unhealthy')
    process.kill(server.pid, 'SIGCONT')
    await calling
    await watching.until('files', 'healthy')
  })

  it('is degraded while it is a command that can do nothing else', async () => {
    await watching.health.start()
    command('tool', {}, { ...QUICK, timeoutMs: 500 })
    await harness.pool.open('tool')
    const [pid] = await harness.processes()
    process.kill(pid ?? 0, 'SIGSTOP')
    const calling = harness.call('tool', 'echo')
    await watching.until('tool', 'degraded')
    expect(watching.health.verdictOf('tool').reason.code).toBe('busy')
    process.kill(pid ?? 0, 'SIGCONT')
    await calling
    await watching.until('tool', 'healthy')
  })
})

describe('a server that comes and goes each second', () => {
  it('is told of a few times, then flapping, and at its word again when it is steady', async () => {
    let now = 0
    const flappy = new HealthHarness(harness, database, { steady: () => now })
    restarted.push(flappy)
    harness.declare('flappy', { endpoint: harness.stdio(), health: { graceMs: 0 } })
    await flappy.health.start()
    const since = new Date(0).toISOString()
    const error = { code: 'unreachable', message: 'It ended' }
    const ready = { kind: 'ready', since, era: 'modern', protocolVersion: '', capabilities: {} } as const
    const verdicts: string[] = []
    const comes = (isThere: boolean) => {
      now += 1_000
      const connection = isThere
        ? { ...ready, serverInfo: { name: 'x', version: '1' } }
        : { kind: 'failed' as const, since, attempts: 1, error }
      harness.bus.publish({ kind: 'connection-changed', name: 'flappy', connection })
      const { verdict } = flappy.health.verdictOf('flappy')
      if (verdict !== verdicts.at(-1)) verdicts.push(verdict)
    }
    for (let second = 0; second < 600; second += 1) comes(second % 2 === 0)
    expect(verdicts.length).toBeLessThanOrEqual(7)
    expect(flappy.health.now('flappy')).toMatchObject({ verdict: 'degraded', isFlapping: true })
    for (let second = 0; second < 300; second += 1) comes(true)
    expect(flappy.health.now('flappy')).toMatchObject({ verdict: 'healthy', isFlapping: false })
  })
})
