import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import { serverPath } from '@/e2e/servers/spawn-server'

const bin = path.resolve('node_modules/.bin')

describe('no process is left behind', () => {
  let harness: PoolHarness

  beforeEach(() => {
    harness = new PoolHarness()
  })
  afterEach(async () => {
    await harness.dispose()
    expect(await harness.processes()).toEqual([])
  })

  it('when the pool stops', async () => {
    for (const name of ['one', 'two', 'three']) harness.declare(name, { endpoint: harness.stdio() })
    await Promise.all(['one', 'two', 'three'].map((name) => harness.pool.open(name)))
    expect(await harness.processes()).toHaveLength(3)
    await harness.pool.stop()
    expect(await harness.processes()).toEqual([])
    expect(harness.pool.stats().children).toBe(0)
  })

  it('of a server behind a shell', async () => {
    const line = `"${process.execPath}" "${serverPath('stdio-server.mjs')}"; true`
    harness.declare('shell', { endpoint: harness.command('sh', ['-c', line]) })
    expect(await harness.call('shell', 'echo', { text: 'through a shell' })).toBe('through a shell')
    expect(await harness.processes()).toHaveLength(2)
    await harness.pool.close('shell')
    expect(await harness.processes()).toEqual([])
  })

  it('of a server behind npx', async () => {
    harness.declare('npx', {
      endpoint: harness.command('npx', ['--offline', 'mcp-server-everything', 'stdio'], {
        PATH: `${bin}:${process.env.PATH ?? ''}`,
      }),
    })
    expect(await harness.pool.open('npx')).toMatchObject({ kind: 'ready' })
    await harness.pool.close('npx')
    expect(await harness.processes()).toEqual([])
  })

  it('of grandchildren that ignore SIGTERM or have left the process group', async () => {
    harness.declare('stubborn', { endpoint: harness.stdio(['--grandchildren', '--ignore-sigterm']) })
    await harness.pool.open('stubborn')
    await until(async () => (await harness.processes()).length === 3)
    await harness.pool.close('stubborn')
    expect(await harness.processes()).toEqual([])
  })

  it('of grandchildren when the child itself is killed with SIGKILL', async () => {
    const endpoint = harness.stdio(['--grandchildren'])
    harness.declare('orphaning', { endpoint, policy: { autoReconnect: false } })
    await harness.pool.open('orphaning')
    await until(async () => (await harness.processes()).length === 3)
    process.kill(Number(await harness.call('orphaning', 'pid')), 'SIGKILL')
    await harness.until('orphaning', 'failed')
    await until(async () => (await harness.processes()).length === 0)
  })

  it('when a server is disabled', async () => {
    harness.declare('gone', { endpoint: harness.stdio() })
    await harness.pool.open('gone')
    harness.change('gone', { endpoint: harness.stdio(), enabled: false })
    await harness.until('gone', 'idle')
    expect(await harness.processes()).toEqual([])
  })

  it('when a server is removed', async () => {
    harness.declare('gone', { endpoint: harness.stdio() })
    await harness.pool.open('gone')
    harness.remove('gone')
    await harness.until('gone', 'idle')
    expect(await harness.processes()).toEqual([])
  })

  it('when a connect is cancelled while the process starts', async () => {
    harness.declare('hasty', { endpoint: harness.stdio(['--silent']) })
    harness.pool.begin('hasty')
    await harness.pool.close('hasty')
    expect(harness.pool.stateOf('hasty').kind).toBe('idle')
    expect(await harness.processes()).toEqual([])
  })

  it('when a server never answers and the attempt runs into its time limit', async () => {
    const policy = { connectTimeoutMs: 700, maxRetries: 0 }
    harness.declare('silent', { endpoint: harness.stdio(['--silent']), policy })
    expect(await harness.pool.open('silent')).toMatchObject({ kind: 'failed', error: { code: 'timed-out' } })
    expect(await harness.processes()).toEqual([])
  })

  it('after many reconnects of a server that crashes again and again', async () => {
    harness.declare('flapping', {
      endpoint: harness.stdio(['--crash-after', '150']),
      policy: { firstDelayMs: 10, maxDelayMs: 20, maxRetries: 100 },
    })
    harness.pool.begin('flapping')
    await until(() => harness.history('flapping').filter((kind) => kind === 'ready').length >= 4)
    await until(async () => (await harness.processes()).length <= 1)
    await harness.pool.close('flapping')
    expect(await harness.processes()).toEqual([])
  })
})

describe('a pool whose process ends without stopping it', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portolan-orphans-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** A process with a pool that runs one stubborn child, and that child's pid. */
  async function startDoomed() {
    const pidFile = path.join(folder, 'pids')
    const program = spawn(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', path.resolve('e2e/servers/doomed-pool.ts'), pidFile],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(program.stdout, 'data')
    const [child = 0] = (await readFile(pidFile, 'utf8')).trim().split('\n').map(Number)
    return { program, child }
  }

  it('leaves its children marked when it is killed, and the next one ends those that live on', async () => {
    const { program, child } = await startDoomed()
    program.kill('SIGKILL')
    await once(program, 'exit')
    expect(isAlive(child)).toBe(true)
    const second = new PoolHarness()
    await until(() => !isAlive(child))
    await second.dispose()
  })

  it('takes its children along when it exits at once', async () => {
    const { program, child } = await startDoomed()
    program.kill('SIGUSR2')
    await once(program, 'exit')
    await until(() => !isAlive(child))
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
