import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { freePort } from './fixtures/app-process'
import { createdDataDirectory, type DataDirectory } from './fixtures/data-directory'

const ROOT = path.resolve(import.meta.dirname, '..')
const SERVER = path.join(ROOT, 'e2e/servers/stdio-server.mjs')
// Each compiles the app anew and opens a database, on whatever machine this is.
vi.setConfig({ testTimeout: 90_000 })

const STARTED: { child: ChildProcess; directory: DataDirectory }[] = []

afterEach(async () => {
  for (const { child, directory } of STARTED.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    directory[Symbol.dispose]()
  }
})

interface Booted {
  url: string
  child: ChildProcess
  dataDir: string
  output: () => string
  exited: Promise<number | null>
}

/** The real boot in a process of its own, with its routes on a plain HTTP server in Next's place. */
async function bootProcess(env: Record<string, string> = {}, flags: string[] = []): Promise<Booted> {
  const directory = await createdDataDirectory()
  const home = path.join(directory.path, 'home')
  mkdirSync(home)
  const args = JSON.stringify([SERVER, ...flags])
  writeFileSync(
    path.join(home, 'mcp.yaml'),
    `servers:\n  live:\n    command: ${process.execPath}\n    args: ${args}\n`,
  )
  const port = await freePort()
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', path.join(ROOT, 'e2e/fixtures/boot-process.ts')],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        NODE_ENV: 'production',
        PORTOLAN_HOME: home,
        PORTOLAN_DATA_DIR: directory.path,
        PORTOLAN_CONFIG: path.join(home, 'mcp.yaml'),
        PORT: String(port),
        ...env,
      },
    },
  )
  STARTED.push({ child, directory })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = once(child, 'close').then(() => child.exitCode)
  return { url: `http://127.0.0.1:${port}`, child, dataDir: directory.path, output: () => output, exited }
}

async function ready(booted: Booted): Promise<Booted> {
  await until(() => {
    if (booted.child.exitCode !== null) throw new Error(booted.output())
    return fetch(`${booted.url}/api/servers/live`).then(
      (response) => response.ok,
      () => false,
    )
  })
  return booted
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error('It never came true')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function call(url: string, tool: string, values: object = {}): Promise<Response> {
  return fetch(`${url}/api/servers/live/tools/${tool}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ arguments: values }),
  })
}

async function pidOfServer(url: string): Promise<number> {
  return Number(/\d+/.exec(await (await call(url, 'pid')).text())?.[0])
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function openStream(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(`${url}/api/events?after=0`, resolve).on('error', reject))
}

describe('the end of the process', () => {
  it('comes in order: calls end, streams are told why, children go, and it was no failure', async () => {
    const booted = await ready(await bootProcess())
    const pid = await pidOfServer(booted.url)
    expect(isAlive(pid)).toBe(true)
    let told = ''
    const stream = await openStream(booted.url)
    stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
    await until(() => told.includes('call-finished'))
    const slow = call(booted.url, 'sleep', { ms: 800 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    booted.child.kill('SIGTERM')
    expect((await slow).status).toBe(200)
    expect(await booted.exited).toBe(0)
    expect(told).toContain('event: end\ndata: {"reason":"shutting-down"}')
    // A process that has ended counts as alive until its parent, or after us the system, has taken note.
    await until(() => !isAlive(pid))
    await expect(fetch(`${booted.url}/api/health/live`)).rejects.toThrow()
    expect(booted.output()).toContain('"msg":"Stopped"')
  })

  it('cancels what would take too long, and takes a second signal for the first', async () => {
    const booted = await ready(await bootProcess({}, ['--ignore-sigterm']))
    const pid = await pidOfServer(booted.url)
    const long = call(booted.url, 'sleep', { ms: 60_000 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const startedAt = Date.now()
    booted.child.kill('SIGINT')
    booted.child.kill('SIGINT')
    const answer = await long
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'shutting-down' })
    expect(await booted.exited).toBe(0)
    expect(Date.now() - startedAt).toBeLessThan(10_000)
    await until(() => !isAlive(pid))
  })

  it('answers that it is not ready while it ends', async () => {
    const booted = await ready(await bootProcess())
    const running = call(booted.url, 'sleep', { ms: 1_800 })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await statusOver(agent, `${booted.url}/api/health/ready`)).toBe(200)
    booted.child.kill('SIGTERM')
    let status: number | 'closed' = 200
    await until(async () => {
      status = await statusOver(agent, `${booted.url}/api/health/ready`)
      return status !== 200
    })
    expect([503, 'closed']).toContain(status)
    await running
    agent.destroy()
    expect(await booted.exited).toBe(0)
  })
})

describe('a start that can not succeed says why in one line, and ends with a failure', () => {
  it.each([
    ['a variable is wrong', { PORTOLAN_LOG_LEVEL: 'loud' }, 'PORTOLAN_LOG_LEVEL must be one of'],
    ['it would be open to everyone', { HOST: '0.0.0.0' }, 'Set PORTOLAN_TOKEN'],
    ['the key is none', { PORTOLAN_KEY: 'short' }, 'PORTOLAN_KEY must hold a key'],
    ['the data directory can not be one', { PORTOLAN_DATA_DIR: '/dev/null/x' }, '/dev/null/x'],
    [
      'the database does not answer',
      { DATABASE_URL: 'postgres://me:hunter2222@127.0.0.1:9/x' },
      'DATABASE_URL',
    ],
  ])('%s', async (_, env, reason) => {
    const booted = await bootProcess(env)
    expect(await booted.exited).toBe(1)
    const lines = booted
      .output()
      .split('\n')
      .filter((line) => line.startsWith('portolan: '))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(reason)
    expect(booted.output()).not.toContain('hunter2222')
  })

  it('another process has the data directory', async () => {
    const first = await ready(await bootProcess())
    const second = await bootProcess({ PORTOLAN_DATA_DIR: first.dataDir })
    expect(await second.exited).toBe(1)
    expect(second.output()).toContain(`is in use by process ${first.child.pid}`)
    expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200)
  })
})

/** Over one connection that stays open, as a load balancer keeps it. */
function statusOver(agent: Agent, url: string): Promise<number | 'closed'> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', () => resolve('closed'))
  })
}
