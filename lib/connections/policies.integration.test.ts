import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import { measureTrees } from './memory-watch'

let harness: PoolHarness

beforeEach(() => {
  harness = new PoolHarness()
})
afterEach(() => harness.dispose())

const remote = (url: string) => ({ kind: 'remote' as const, transport: 'streamable-http' as const, url })
const call = (server: string, tool: string, args: Record<string, unknown> = {}) => ({
  server,
  tool,
  arguments: args,
  caller: 'internal' as const,
})

describe('a server that fails call after call', () => {
  it('is left alone for a while: calls fail fast with the reason and the time of the next try', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('hung', {
      endpoint: still.stdio(),
      policy: { callTimeoutMs: 100, breakerFailures: 3, breakerOpenMs: 15_000 },
    })
    await still.pool.tools('hung')
    for (let i = 0; i < 3; i++) {
      await expect(still.call('hung', 'sleep', { ms: 60_000 })).rejects.toMatchObject({ code: 'timed-out' })
    }
    expect(still.pool.breakerOf('hung')).toMatchObject({
      kind: 'open',
      failures: 3,
      error: { code: 'timed-out' },
    })
    await expect(still.call('hung', 'echo', { text: 'x' })).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringMatching(
        /3 calls to hung failed in a row.*may try in 15 s.*did not answer/,
      ) as string,
      details: { breaker: 'open' },
    })
    expect(still.pool.stats().breakersOpen).toBe(1)
    clock.advance(15_000)
    expect(await still.call('hung', 'echo', { text: 'back' })).toBe('back')
    expect(still.pool.breakerOf('hung')).toEqual({ kind: 'closed', failures: 0 })
    expect(still.eventsOf('breaker-changed').map(({ breaker }) => breaker.kind)).toEqual([
      'open',
      'half-open',
      'closed',
    ])
    await still.dispose()
  })

  it('lets exactly one call try, and refuses the others meanwhile', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('hung', { endpoint: still.stdio(), policy: { callTimeoutMs: 100, breakerFailures: 1 } })
    await still.pool.tools('hung')
    await expect(still.call('hung', 'sleep', { ms: 60_000 })).rejects.toThrow()
    clock.advance(15_000)
    const calls = await Promise.allSettled(
      Array.from({ length: 5 }, () => still.call('hung', 'echo', { text: 'one' })),
    )
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await still.dispose()
  })

  it('is trusted again as soon as a probe finds it well', async () => {
    harness.declare('well', { endpoint: harness.stdio(), policy: { callTimeoutMs: 100, breakerFailures: 1 } })
    await harness.pool.tools('well')
    await expect(harness.call('well', 'sleep', { ms: 60_000 })).rejects.toThrow()
    expect(harness.pool.breakerOf('well').kind).toBe('open')
    expect(await harness.pool.probe('well', { timeoutMs: 5_000 })).toMatchObject({ kind: 'answered' })
    expect(await harness.call('well', 'echo', { text: 'x' })).toBe('x')
  })

  it('is not blamed for a tool that fails, a refusal, a cancelled call or an impatient caller', async () => {
    harness.declare('fine', { endpoint: harness.stdio(), policy: { breakerFailures: 1 } })
    await harness.pool.tools('fine')
    await harness.pool.callTool(call('fine', 'fail'))
    await expect(harness.call('fine', 'refuse')).rejects.toThrow()
    const signal = AbortSignal.timeout(50)
    await expect(harness.pool.callTool({ ...call('fine', 'sleep', { ms: 5_000 }), signal })).rejects.toThrow()
    await expect(
      harness.pool.callTool({ ...call('fine', 'sleep', { ms: 5_000 }), timeoutMs: 100 }),
    ).rejects.toMatchObject({ code: 'timed-out' })
    expect(harness.pool.breakerOf('fine')).toEqual({ kind: 'closed', failures: 0 })
  })

  it('is held back for 5xx too, and a crash with many calls counts once', async () => {
    const http = await harness.http(['--stream'])
    harness.declare('crashes', { endpoint: remote(http.url), policy: { breakerFailures: 2, maxRetries: 50 } })
    await harness.pool.tools('crashes')
    const calls = Array.from({ length: 6 }, () => harness.call('crashes', 'sleep_unsafe', { ms: 60_000 }))
    const ended = Promise.allSettled(calls)
    await until(async () => (await harness.call('crashes', 'echo', { text: 'there' })) === 'there')
    await http.kill()
    await ended
    expect(harness.pool.breakerOf('crashes')).toMatchObject({ kind: 'closed', failures: 1 })
    await harness.http(['--stream'], http.port)
    expect(await harness.call('crashes', 'echo', { text: 'no wait' })).toBe('no wait')
  })
})

describe('a server with a limit of calls', () => {
  it('runs so many at a time, lets others wait, and refuses the rest with the numbers', async () => {
    harness.declare('narrow', {
      endpoint: harness.stdio(),
      policy: { maxConcurrentCalls: 2, maxQueuedCalls: 3 },
    })
    await harness.pool.tools('narrow')
    const calls = Array.from({ length: 8 }, () => harness.pool.callTool(call('narrow', 'sleep', { ms: 100 })))
    const results = await Promise.allSettled(calls)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'too-busy', details: { running: 2, waiting: 3 } })
    }
  })

  it('does not let a call wait for its turn for longer than it may take', async () => {
    harness.declare('narrow', { endpoint: harness.stdio(), policy: { maxConcurrentCalls: 1 } })
    await harness.pool.tools('narrow')
    const long = harness.pool.callTool(call('narrow', 'sleep', { ms: 1_000 }))
    await expect(
      harness.pool.callTool({ ...call('narrow', 'echo', { text: 'x' }), timeoutMs: 150 }),
    ).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('A place among') as string,
    })
    await long
  })
})

describe('a connection that is old', () => {
  it('is opened afresh in a moment without calls, and loses none', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('old', { endpoint: still.stdio(), policy: { maxLifetimeMs: 3_600_000 } })
    const first = await still.call('old', 'pid')
    const long = still.call('old', 'sleep', { ms: 400 })
    const calls = Array.from({ length: 4 }, () => still.call('old', 'echo', { text: 'x' }))
    clock.advance(3_600_001)
    expect(still.pool.stateOf('old').kind).toBe('ready')
    expect(await long).toBe('slept')
    expect(await Promise.all(calls)).toEqual(['x', 'x', 'x', 'x'])
    expect(await still.call('old', 'pid')).not.toBe(first)
    expect(still.eventsOf('connection-renewed')).toEqual([
      { kind: 'connection-renewed', name: 'old', why: 'lifetime', text: 'open for 57 min' },
    ])
    expect(await still.processes()).toHaveLength(1)
    await still.dispose()
  })
})

describe('a command with a memory limit', () => {
  it('is started afresh between calls when its processes hold more, and says so', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('fat', { endpoint: still.stdio(), policy: { maxMemoryMb: 1 } })
    const first = await still.call('fat', 'pid')
    clock.advance(15_000)
    await until(() => still.eventsOf('connection-renewed').length > 0)
    expect(still.eventsOf('connection-renewed')[0]).toMatchObject({
      why: 'memory',
      text: expect.stringMatching(/its processes hold \d+ MB, over its limit of 1 MB/) as string,
    })
    expect(still.pool.log('fat').some(({ text }) => text.startsWith('Opened afresh: its processes'))).toBe(
      true,
    )
    expect(await still.call('fat', 'pid')).not.toBe(first)
    await still.dispose()
  })

  it('is measured with all that it has started', async () => {
    harness.declare('family', { endpoint: harness.stdio(['--grandchildren']) })
    await harness.pool.open('family')
    await until(async () => (await harness.processes()).length === 3)
    const tree = await harness.pool.use('family', undefined, (session) => Promise.resolve(session.tree))
    if (!tree) throw new Error('A command has processes')
    const [whole = 0] = await measureTrees([tree])
    expect(whole).toBeGreaterThan(20)
  })
})

describe('a server that is to be warm', () => {
  it('is opened at our start, when it is added, and when a change makes it one; and is not stopped for being idle', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('warm', { endpoint: still.stdio(), policy: { warmUp: true, idleStopMs: 1_000 } })
    still.bus.publish({ kind: 'server-added', name: 'warm', source: 'manual' })
    await still.until('warm', 'ready')
    clock.advance(60_000)
    expect(still.pool.stateOf('warm').kind).toBe('ready')
    still.declare('cold', { endpoint: still.stdio() })
    still.bus.publish({ kind: 'server-added', name: 'cold', source: 'manual' })
    expect(still.pool.stateOf('cold').kind).toBe('idle')
    still.change('cold', { endpoint: still.stdio(), policy: { warmUp: true } })
    await still.until('cold', 'ready')
    await still.dispose()
  })
})

describe('the end', () => {
  it('lets a call end that needs a moment', async () => {
    harness.declare('polite', { endpoint: harness.stdio() })
    await harness.pool.tools('polite')
    const moment = harness.call('polite', 'sleep', { ms: 300 })
    const farewell = await harness.pool.stop()
    expect(await moment).toBe('slept')
    expect(farewell).toEqual({ closed: 1, cut: {}, killed: {}, left: [] })
  })

  it('cuts a call that goes on, says why, and tells what it had to kill', async () => {
    const short = new PoolHarness({ drainMs: 100 })
    short.declare('stubborn', { endpoint: short.stdio(['--ignore-sigterm']) })
    await short.pool.tools('stubborn')
    const endless = short.call('stubborn', 'sleep', { ms: 60_000 })
    void endless.catch(() => undefined)
    const farewell = await short.pool.stop()
    await expect(endless).rejects.toMatchObject({ code: 'shutting-down' })
    expect(farewell).toEqual({ closed: 1, cut: { stubborn: 1 }, killed: { stubborn: 1 }, left: [] })
    expect(await short.processes()).toEqual([])
  })
})
