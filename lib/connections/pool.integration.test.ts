import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

let harness: PoolHarness
let folder: string

beforeEach(async () => {
  harness = new PoolHarness()
  folder = await mkdtemp(path.join(tmpdir(), 'portolan-pool-'))
})
afterEach(async () => {
  await harness.dispose()
  await rm(folder, { recursive: true })
})

async function starts(file: string): Promise<number> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean).length
}

describe('opening', () => {
  it('keeps one process when many calls open the same server', async () => {
    const file = path.join(folder, 'starts')
    harness.declare('shared', { endpoint: harness.stdio(['--touch', file]) })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => harness.call('shared', 'echo', { text: `call ${i}` })),
    )
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => `call ${i}`))
    expect(await starts(file)).toBe(1)
    expect(await harness.processes()).toHaveLength(1)
  })

  it('tells what it found: era, protocol version, server info, capabilities, instructions', async () => {
    harness.declare('plain', { endpoint: harness.stdio() })
    expect(await harness.pool.open('plain')).toMatchObject({
      kind: 'ready',
      era: 'legacy',
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'legacy-test-server', version: '1.0.0' },
      capabilities: { tools: { listChanged: true } },
      instructions: 'For tests.',
    })
  })

  it('answers at once when it is only asked to begin', () => {
    harness.declare('plain', { endpoint: harness.stdio() })
    expect(harness.pool.begin('plain')).toMatchObject({ kind: 'connecting', attempt: 1 })
  })

  it('refuses a server that is unknown, disabled or blocked, each with its reason', async () => {
    harness.declare('off', { endpoint: harness.stdio(), enabled: false })
    harness.declare('blocked', { endpoint: harness.stdio() }, 'the variable TOKEN is not set')
    await expect(harness.pool.open('nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(harness.pool.open('off')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(harness.pool.open('blocked')).rejects.toMatchObject({
      code: 'not-configured',
      message: expect.stringContaining('TOKEN') as string,
    })
    expect(await harness.processes()).toEqual([])
  })

  it('gives a server its declared variables and the way to its programs, but nothing else of ours', async () => {
    process.env.PORTOLAN_OWN_SECRET = 'ours'
    harness.declare('env', { endpoint: harness.stdio([], { DECLARED: 'yes' }) })
    const names = (await harness.call('env', 'env')).split(',')
    delete process.env.PORTOLAN_OWN_SECRET
    expect(names).toEqual(expect.arrayContaining(['DECLARED', 'PATH', 'HOME']))
    expect(names).not.toContain('PORTOLAN_OWN_SECRET')
    expect(names.length).toBeLessThan(40)
  })

  it('stops a caller that gives up, and goes on opening for the others', async () => {
    harness.declare('slow', { endpoint: harness.stdio(['--slow', '800']) })
    const hasty = harness.pool.open('slow', AbortSignal.timeout(100))
    const patient = harness.pool.open('slow')
    await expect(hasty).rejects.toThrow()
    expect(await patient).toMatchObject({ kind: 'ready' })
  })

  it('does not start a process twice for a server that leaves at the probe, once it knows', async () => {
    const file = path.join(folder, 'starts')
    harness.declare('old', { endpoint: harness.stdio(['--exit-on-probe', '--touch', file]) })
    expect(await harness.pool.open('old')).toMatchObject({ kind: 'ready', era: 'legacy' })
    expect(await starts(file)).toBe(2)
    await harness.pool.close('old')
    expect(await harness.pool.open('old')).toMatchObject({ kind: 'ready' })
    expect(await starts(file)).toBe(3)
  })

  it('does not wait for the probe of a silent old server a second time', async () => {
    const policy = { connectTimeoutMs: 3_000 }
    harness.declare('plain', { endpoint: harness.stdio(['--slow', '200']), policy })
    const opening = async () => {
      const started = performance.now()
      await harness.pool.open('plain')
      return performance.now() - started
    }
    const first = await opening()
    await harness.pool.close('plain')
    expect(await opening()).toBeLessThan(first)
  })

  it('speaks the new era over stdio without a second process', async () => {
    const file = path.join(folder, 'starts')
    harness.declare('modern', { endpoint: harness.stdio(['--modern', '--touch', file]) })
    expect(await harness.pool.open('modern')).toMatchObject({ kind: 'ready', era: 'modern' })
    expect(await harness.call('modern', 'echo', { text: 'hello' })).toBe('hello')
    expect(await starts(file)).toBe(1)
  })
})

describe('changes of the declaration', () => {
  it('opens an open server afresh when its endpoint changes', async () => {
    harness.declare('moved', { endpoint: harness.stdio() })
    await harness.pool.open('moved')
    const first = await harness.call('moved', 'pid')
    harness.change('moved', { endpoint: harness.stdio(['--tools', '3']) })
    await until(async () => (await harness.call('moved', 'pid')) !== first)
    expect((await harness.pool.tools('moved')).items.some(({ name }) => name === 'tool_0002')).toBe(true)
    expect(await harness.processes()).toHaveLength(1)
  })

  it('leaves an open server alone when only its tags or its policy change', async () => {
    harness.declare('same', { endpoint: harness.stdio() })
    const first = await harness.call('same', 'pid')
    harness.change('same', { endpoint: harness.stdio(), tags: ['new'], policy: { callTimeoutMs: 5_000 } })
    expect(await harness.call('same', 'pid')).toBe(first)
  })

  it('opens nothing when an idle server changes', async () => {
    harness.declare('idle', { endpoint: harness.stdio() })
    await harness.pool.open('idle')
    await harness.pool.close('idle')
    harness.change('idle', { endpoint: harness.stdio(['--tools', '1']) })
    expect(harness.pool.stateOf('idle').kind).toBe('idle')
  })

  it('gives a server that had given up another chance when its declaration is mended', async () => {
    harness.declare('broken', { endpoint: harness.command('no-such-command'), policy: { maxRetries: 0 } })
    expect(await harness.pool.open('broken')).toMatchObject({ kind: 'failed' })
    harness.change('broken', { endpoint: harness.stdio() })
    await harness.until('broken', 'ready')
  })
})

describe('connecting all', () => {
  it('lets no slow or bad server delay another, and tells of each as it settles', async () => {
    const quick = { connectTimeoutMs: 3_000, maxRetries: 0 }
    for (let i = 0; i < 4; i++) harness.declare(`good-${i}`, { endpoint: harness.stdio(), tags: ['all'] })
    for (let i = 0; i < 6; i++) {
      harness.declare(`hangs-${i}`, { endpoint: harness.stdio(['--silent']), tags: ['all'], policy: quick })
      harness.declare(`fails-${i}`, { endpoint: harness.stdio(['--crash']), tags: ['all'], policy: quick })
    }
    harness.declare('off', { endpoint: harness.stdio(), tags: ['all'], enabled: false })
    harness.declare('other', { endpoint: harness.stdio(), tags: ['other'] })

    const { batch, begun, skipped } = harness.pool.connectAll({ tags: ['all'] })
    expect(begun).toHaveLength(16)
    expect(skipped).toEqual([{ name: 'off', reason: 'off is disabled; enable it to connect' }])
    await until(() => harness.eventsOf('connect-progressed').length === 16)

    const progress = harness.eventsOf('connect-progressed')
    expect(progress.every((event) => event.batch === batch && event.total === 16)).toBe(true)
    expect(progress.map(({ done }) => done)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
    const lastGood = progress.findLastIndex(({ outcome }) => outcome === 'ready')
    const firstHung = progress.findIndex(({ name }) => name.startsWith('hangs'))
    expect(lastGood).toBeLessThan(firstHung)
    expect(harness.pool.stateOf('other').kind).toBe('idle')
  })

  it('skips what is ready already, and what nobody knows', async () => {
    harness.declare('open', { endpoint: harness.stdio() })
    await harness.pool.open('open')
    expect(harness.pool.connectAll({ names: ['open', 'nobody'] })).toMatchObject({
      begun: [],
      skipped: [
        { name: 'open', reason: 'ready already' },
        { name: 'nobody', reason: 'There is no server named nobody' },
      ],
    })
  })

  it('can be cancelled: what is under way is closed and counted as cancelled', async () => {
    for (let i = 0; i < 3; i++) harness.declare(`hangs-${i}`, { endpoint: harness.stdio(['--silent']) })
    harness.pool.connectAll({ all: true })
    expect(await harness.pool.disconnect({ all: true })).toHaveLength(3)
    await until(() => harness.eventsOf('connect-progressed').length === 3)
    expect(harness.eventsOf('connect-progressed').map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 3 }, () => 'cancelled'),
    )
    expect(await harness.processes()).toEqual([])
  })
})

describe('stopping', () => {
  it('stops a stdio server that nobody has used for the time its policy allows, and starts it on demand', async () => {
    const clock = new FakeClock()
    const still = new PoolHarness({ clock })
    still.declare('idle', { endpoint: still.stdio(), policy: { idleStopMs: 60_000 } })
    await still.call('idle', 'echo', { text: 'one' })
    clock.advance(59_000)
    await still.call('idle', 'echo', { text: 'two' })
    clock.advance(59_000)
    expect(still.pool.stateOf('idle').kind).toBe('ready')
    clock.advance(2_000)
    await still.until('idle', 'idle')
    expect(await still.processes()).toEqual([])
    expect(still.pool.log('idle').some(({ text }) => text.startsWith('Stopped: unused'))).toBe(true)
    expect(await still.call('idle', 'echo', { text: 'three' })).toBe('three')
    await still.dispose()
  })

  it('opens nothing any more once it is stopped', async () => {
    harness.declare('late', { endpoint: harness.stdio() })
    await harness.pool.stop()
    await expect(harness.pool.open('late')).rejects.toMatchObject({ code: 'shutting-down' })
    await expect(harness.call('late', 'echo')).rejects.toMatchObject({ code: 'shutting-down' })
  })

  it('does not open a server again for a call whose connection a person has closed', async () => {
    harness.declare('slow', { endpoint: harness.stdio(['--slow', '2000']) })
    const call = harness.call('slow', 'echo')
    void call.catch(() => undefined)
    await harness.until('slow', 'connecting')
    await harness.pool.close('slow')
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(harness.pool.stateOf('slow').kind).toBe('idle')
  })
})

describe('what the page shows', () => {
  it('keeps the log of a server: its stderr, its log messages, and what the connection did', async () => {
    harness.declare('noisy', { endpoint: harness.stdio() })
    await harness.call('noisy', 'log', { text: 'the tide turns' })
    const streams = () => new Set(harness.pool.log('noisy').map(({ stream }) => stream))
    await until(() => streams().has('protocol') && streams().has('stderr'))
    const lines = harness.pool.log('noisy').map(({ stream, text }) => `${stream}: ${text}`)
    expect(lines).toEqual(
      expect.arrayContaining(['stderr: the tide turns', 'protocol: info: the tide turns']),
    )
    expect(lines.some((line) => line.startsWith('pool: Ready: legacy-test-server'))).toBe(true)
  })

  it('hides the secrets of a server in its log and in its errors', async () => {
    harness.declare('leaky', { endpoint: harness.stdio([], { API_KEY: 'sk-very-secret' }) })
    await harness.call('leaky', 'log', { text: 'my key is sk-very-secret' })
    await until(() => harness.pool.log('leaky').some(({ stream }) => stream === 'stderr'))
    expect(JSON.stringify(harness.pool.log('leaky'))).not.toContain('sk-very-secret')
  })

  it('counts what is open, what waits, tools, retries and children', async () => {
    harness.declare('good', { endpoint: harness.stdio(['--tools', '80']) })
    harness.declare('bad', {
      endpoint: harness.stdio(['--crash']),
      policy: { firstDelayMs: 60_000, maxDelayMs: 60_000 },
    })
    await Promise.all([harness.pool.open('good'), harness.pool.open('bad')])
    await until(() => harness.pool.stats().tools === 100)
    expect(harness.pool.stats()).toEqual({
      ...{ open: 1, waiting: 1, tools: 100, retries: 0, children: 1 },
      breakersOpen: 0,
    })
  })

  it('publishes every change of a connection, on the bus and to its own listeners', async () => {
    const heard: string[] = []
    const unsubscribe = harness.pool.onEvent((event) => heard.push(event.kind))
    harness.declare('plain', { endpoint: harness.stdio() })
    await harness.pool.open('plain')
    await until(() => heard.includes('tools-changed'))
    await harness.pool.close('plain')
    unsubscribe()
    expect(harness.history('plain')).toEqual(['connecting', 'ready', 'stopping', 'idle'])
    expect(heard.filter((kind) => kind === 'connection-changed')).toHaveLength(4)
  })
})
