import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

let harness: PoolHarness

beforeEach(() => {
  harness = new PoolHarness()
})
afterEach(() => harness.dispose())

const remote = (url: string, transport: 'streamable-http' | 'sse' = 'streamable-http') => ({
  kind: 'remote' as const,
  transport,
  url,
})

describe('a server that comes back', () => {
  it('is connected again by itself after its process was killed, with each attempt in sight', async () => {
    harness.declare('killed', { endpoint: harness.stdio() })
    process.kill(Number(await harness.call('killed', 'pid')), 'SIGKILL')
    await harness.until('killed', 'waiting')
    expect(harness.pool.stateOf('killed')).toMatchObject({
      kind: 'waiting',
      attempt: 2,
      retryAt: expect.any(String) as string,
      error: { code: 'unreachable', message: expect.stringContaining('SIGKILL') as string },
    })
    await harness.until('killed', 'ready')
    expect(harness.history('killed')).toEqual(['connecting', 'ready', 'waiting', 'connecting', 'ready'])
    expect(harness.pool.stats().retries).toBe(1)
  })

  it('is connected again by itself after an old HTTP server was killed and came back: nobody has to call it', async () => {
    const first = await harness.http(['--mode', 'legacy'])
    harness.declare('http', { endpoint: remote(first.url), policy: { maxRetries: 50 } })
    await harness.pool.open('http')
    await first.kill()
    const waiting = await harness.until('http', 'waiting')
    expect(waiting).toMatchObject({ error: { code: 'unreachable' } })
    await harness.http(['--mode', 'legacy'], first.port)
    await harness.until('http', 'ready')
  })

  it('is connected again by itself after an SSE server was killed and came back', async () => {
    const first = await harness.http(['--mode', 'sse'])
    harness.declare('sse', { endpoint: remote(first.url, 'sse'), policy: { maxRetries: 50 } })
    await harness.pool.open('sse')
    await first.kill()
    await harness.until('sse', 'waiting')
    await harness.http(['--mode', 'sse'], first.port)
    await harness.until('sse', 'ready')
    expect(await harness.call('sse', 'echo', { text: 'back' })).toBe('back')
  })

  it('is connected again by itself after a new-era server was killed and came back', async () => {
    const first = await harness.http(['--mode', 'modern'])
    harness.declare('modern', { endpoint: remote(first.url), policy: { maxRetries: 50 } })
    await harness.pool.open('modern')
    await first.kill()
    await harness.until('modern', 'waiting')
    await harness.http(['--mode', 'modern'], first.port)
    await harness.until('modern', 'ready')
    expect(await harness.call('modern', 'echo', { text: 'back' })).toBe('back')
  })

  it('does not stay failed for ever: a person starts it again after it gave up', async () => {
    const first = await harness.http()
    await first.kill()
    harness.declare('down', { endpoint: remote(first.url), policy: { maxRetries: 2, firstDelayMs: 10 } })
    harness.pool.begin('down')
    expect(await harness.until('down', 'failed')).toMatchObject({ attempts: 3 })
    await expect(harness.call('down', 'echo')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Gave up after 3 attempts') as string,
    })
    await harness.http([], first.port)
    expect(await harness.pool.open('down')).toMatchObject({ kind: 'ready' })
  })

  it('is tried at once when a person connects, however far the next attempt is', async () => {
    const first = await harness.http()
    await first.kill()
    const policy = { firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 }
    harness.declare('down', { endpoint: remote(first.url), policy })
    expect(await harness.pool.open('down')).toMatchObject({ kind: 'waiting', attempt: 2 })
    await expect(harness.call('down', 'echo')).rejects.toMatchObject({
      message: expect.stringContaining('The next attempt (2) is in') as string,
    })
    await harness.http([], first.port)
    expect(await harness.pool.open('down')).toMatchObject({ kind: 'ready' })
  })

  it('asks for sign-in instead of being called down, and does not retry by itself', async () => {
    const server = await harness.http(['--token', 'open-sesame'])
    harness.declare('locked', { endpoint: remote(server.url) })
    expect(await harness.pool.open('locked')).toMatchObject({
      kind: 'needs-auth',
      error: { code: 'needs-auth' },
    })
    expect(harness.eventsOf('connection-changed').at(-1)).toMatchObject({
      connection: { kind: 'needs-auth' },
    })
    harness.change('locked', {
      endpoint: { ...remote(server.url), headers: { Authorization: 'Bearer open-sesame' } },
    })
    await harness.until('locked', 'ready')
  })
})

describe('a far side that has forgotten the session', () => {
  for (const status of [404, 400]) {
    it(`is initialised once more and the call goes through, when it answers ${status}`, async () => {
      const first = await harness.http(['--forget-status', String(status)])
      harness.declare('restarted', { endpoint: remote(first.url), policy: { maxRetries: 50 } })
      const before = await harness.call('restarted', 'pid')
      // Old and new overlap for no moment that a probe could see: the restart is noticed by the next call.
      await first.kill()
      await harness.http(['--forget-status', String(status)], first.port)
      expect(await harness.call('restarted', 'count')).toBe('1')
      expect(await harness.call('restarted', 'pid')).not.toBe(before)
    })
  }

  it('is initialised anew for an SSE server too', async () => {
    const first = await harness.http(['--mode', 'sse'])
    harness.declare('restarted', { endpoint: remote(first.url, 'sse'), policy: { maxRetries: 50 } })
    await harness.call('restarted', 'pid')
    await first.kill()
    await harness.http(['--mode', 'sse'], first.port)
    expect(await harness.call('restarted', 'count')).toBe('1')
  })
})

describe('a call in the middle of which the server dies', () => {
  it('ends at once, and says that it may have been carried out', async () => {
    harness.declare('dies', { endpoint: harness.stdio() })
    await harness.pool.tools('dies')
    await expect(harness.call('dies', 'crash')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('may have been carried out') as string,
      details: { mayHaveRun: true },
    })
    await harness.until('dies', 'ready')
  })

  it('ends at once over HTTP, instead of running into its time limit', async () => {
    const server = await harness.http(['--stream'])
    harness.declare('dies', { endpoint: remote(server.url), policy: { autoReconnect: false } })
    await harness.pool.tools('dies')
    const started = performance.now()
    const call = harness.call('dies', 'sleep_unsafe', { ms: 30_000 })
    void call.catch(() => undefined)
    await until(async () => (await harness.call('dies', 'echo', { text: 'there' })) === 'there')
    await server.kill()
    await expect(call).rejects.toMatchObject({ details: { mayHaveRun: true } })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('is repeated on the new process when the tool says that this is safe', async () => {
    harness.declare('dies', { endpoint: harness.stdio() })
    await harness.pool.tools('dies')
    const first = Number(await harness.call('dies', 'pid'))
    const call = harness.call('dies', 'sleep', { ms: 400 })
    await until(async () => (await harness.call('dies', 'echo', { text: 'there' })) === 'there')
    process.kill(first, 'SIGKILL')
    expect(await call).toBe('slept')
  })

  it('is repeated once and no more', async () => {
    harness.declare('dies', { endpoint: harness.stdio() })
    await harness.pool.tools('dies')
    await expect(harness.call('dies', 'crash_safe')).rejects.toMatchObject({ code: 'unreachable' })
    expect(harness.history('dies').filter((kind) => kind === 'ready')).toHaveLength(2)
  })
})

describe('tools in an outage', () => {
  it('stay known through a blip, and are listed anew afterwards', async () => {
    const first = await harness.http(['--tools', '5'])
    harness.declare('blip', { endpoint: remote(first.url), policy: { maxRetries: 50 } })
    const { items } = await harness.pool.tools('blip')
    await first.kill()
    await harness.until('blip', 'waiting')
    expect(harness.pool.knownTools('blip')).toHaveLength(items.length)
    await harness.http(['--tools', '6'], first.port)
    await until(() => harness.pool.knownTools('blip')?.length === items.length + 1)
  })

  it('are not stale: an announced change is listed and told of, in the old era and the new', async () => {
    const modern = await harness.http(['--mode', 'modern'])
    const sse = await harness.http(['--mode', 'sse'])
    harness.declare('stdio', { endpoint: harness.stdio() })
    harness.declare('modern', { endpoint: remote(modern.url) })
    harness.declare('sse', { endpoint: remote(sse.url, 'sse') })
    for (const name of ['stdio', 'modern', 'sse']) {
      const before = (await harness.pool.tools(name)).items.length
      await harness.call(name, 'grow')
      await until(() => harness.pool.knownTools(name)?.length === before + 1)
      const told = harness.eventsOf('tools-changed').filter((event) => event.name === name)
      expect(told.at(-1)?.tools).toBe(before + 1)
    }
  })

  it('are listed once for all who ask at the same time, and not again while fresh', async () => {
    harness.declare('fresh', { endpoint: harness.stdio() })
    const lists = await Promise.all(Array.from({ length: 10 }, () => harness.pool.tools('fresh')))
    expect(new Set(lists.map(({ listedAt }) => listedAt)).size).toBe(1)
    const again = await harness.pool.tools('fresh')
    expect(again.listedAt).toBe(lists[0]?.listedAt)
    const refreshed = await harness.pool.tools('fresh', { refresh: true })
    expect(refreshed.listedAt >= again.listedAt).toBe(true)
  })
})
