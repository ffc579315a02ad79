import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage, request } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type AppOptions, AppProcess, freePort, ROOT } from './fixtures/app-process'

const SERVER = path.join(ROOT, 'e2e/servers/stdio-server.mjs')
const config = (...flags: string[]) =>
  `servers:\n  live:\n    command: ${process.execPath}\n    args: ${JSON.stringify([SERVER, ...flags])}\n`

/** Not started yet. */
const portolan = (options: AppOptions = {}) =>
  new AppProcess({ isShortLived: true, ...options }).useTemplateData()

interface Ended {
  code: number | null
  output: string
  ms: number
}

/** Runs `npm start`'s program until it ends by itself. */
async function runToEnd(env: Record<string, string>, root = ROOT): Promise<Ended> {
  const home = mkdtempSync(path.join(tmpdir(), 'portolan-boot-'))
  const startedAt = Date.now()
  const child = spawn(process.execPath, [path.join(root, 'deploy/start.mjs')], {
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      NODE_ENV: 'production',
      PORT: String(await freePort()),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const last = setTimeout(() => child.kill('SIGKILL'), 45_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(last)
  rmSync(home, { recursive: true, force: true })
  return { code, output, ms: Date.now() - startedAt }
}

/** The one line that is for the person. */
function reasonIn({ output }: Ended): string {
  return output.split('\n').find((line) => line.startsWith('portolan: ')) ?? ''
}

async function post(url: string, body: unknown, method = 'POST'): Promise<Response> {
  return fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

async function until(condition: () => Promise<boolean> | boolean, limitMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error('It never came true')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function pidOf(app: AppProcess): Promise<number> {
  await until(async () => (await fetch(`${app.url}/api/servers/live`)).ok)
  const answer = await post(`${app.url}/api/servers/live/tools/pid/call`, {})
  return Number(/\d+/.exec(await answer.text())?.[0])
}

function openStream(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { headers }, resolve).on('error', reject))
}

test.describe('a start that can not succeed says why in one line, and ends with a failure', () => {
  let taken: Server
  let takenPort = 0
  test.beforeAll(async () => {
    takenPort = await freePort()
    taken = createServer().listen(takenPort, '127.0.0.1')
  })
  test.afterAll(() => void taken.close())

  test('the port is taken', async () => {
    const ended = await runToEnd({ PORT: String(takenPort) })
    expect(ended.code).toBe(1)
    expect(reasonIn(ended)).toContain(`Port ${takenPort} on 127.0.0.1 is taken`)
    expect(ended.output.trim().split('\n')).toHaveLength(1)
    expect(ended.ms).toBeLessThan(10_000)
  })

  test('it would listen to everyone and ask nobody who they are', async () => {
    for (const HOST of ['0.0.0.0', '::']) {
      const ended = await runToEnd({ HOST })
      expect(ended.code).toBe(1)
      expect(reasonIn(ended)).toContain('Set PORTOLAN_TOKEN')
    }
  })

  test('a variable is wrong', async () => {
    for (const [name, value] of [
      ['PORT', 'eighty'],
      ['PORTOLAN_LOG_LEVEL', 'loud'],
      ['DATABASE_URL', 'mysql://localhost/x'],
      ['PORTOLAN_KEY', 'too short'],
    ] as const) {
      const ended = await runToEnd({ [name]: value })
      expect(ended.code, name).toBe(1)
      expect(reasonIn(ended)).toContain(name)
    }
  })

  test('the data directory can not be one', async () => {
    const ended = await runToEnd({ PORTOLAN_DATA_DIR: '/dev/null/data' })
    expect(ended.code).toBe(1)
    expect(reasonIn(ended)).toContain('/dev/null/data')
  })

  test('the database does not answer, and its password stays unsaid', async () => {
    const port = await freePort()
    const ended = await runToEnd({ DATABASE_URL: `postgres://me:hunter2222@127.0.0.1:${port}/portolan` })
    expect(ended.code).toBe(1)
    expect(reasonIn(ended)).toContain('DATABASE_URL')
    expect(ended.output).not.toContain('hunter2222')
  })

  test('another process has the data directory', async () => {
    const app = await portolan().start()
    try {
      const ended = await runToEnd({ PORTOLAN_DATA_DIR: app.dataDir })
      expect(ended.code).toBe(1)
      expect(reasonIn(ended)).toContain(`is in use by process ${app.pid}`)
      expect((await fetch(`${app.url}/api/health/ready`)).status).toBe(200)
    } finally {
      await app.dispose()
    }
  })

  test('nothing is built', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'portolan-unbuilt-'))
    cpSync(path.join(ROOT, 'deploy'), path.join(root, 'deploy'), { recursive: true })
    const ended = await runToEnd({}, root)
    rmSync(root, { recursive: true, force: true })
    expect(ended.code).toBe(1)
    expect(reasonIn(ended)).toContain('npm run build')
  })
})

test.describe('the end of the process', () => {
  test('SIGTERM ends streams with a reason, lets a call finish, stops the children, and exits with 0', async () => {
    const app = await portolan({ mcpYaml: config() }).start()
    try {
      const pid = await pidOf(app)
      expect(isAlive(pid)).toBe(true)
      const stream = await openStream(`${app.url}/api/events?after=0`)
      let told = ''
      stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
      const running = post(`${app.url}/api/servers/live/tools/sleep/call`, { arguments: { ms: 1_000 } })
      await until(() => told.includes('connection-changed'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      const startedAt = Date.now()
      const code = app.kill('SIGTERM')
      expect((await running).status).toBe(200)
      expect(await code).toBe(0)
      expect(Date.now() - startedAt).toBeLessThan(10_000)
      expect(told).toContain('event: end\ndata: {"reason":"shutting-down"}')
      await expect.poll(() => isAlive(pid)).toBe(false)
      expect(app.output).toContain('Stopped')
    } finally {
      await app.dispose()
    }
  })

  test('SIGINT does the same', async () => {
    const app = await portolan({ mcpYaml: config() }).start()
    try {
      const pid = await pidOf(app)
      expect(await app.kill('SIGINT')).toBe(0)
      expect(isAlive(pid)).toBe(false)
    } finally {
      await app.dispose()
    }
  })

  test('a call that would take a minute, a stubborn child and a reader that reads nothing do not delay it past ten seconds', async () => {
    const app = await portolan({ mcpYaml: config('--ignore-sigterm', '--grandchildren') }).start()
    try {
      const pid = await pidOf(app)
      const deaf = await openStream(`${app.url}/api/events?after=0`)
      deaf.pause()
      const long = post(`${app.url}/api/servers/live/tools/sleep/call`, { arguments: { ms: 60_000 } })
      await new Promise((resolve) => setTimeout(resolve, 200))
      const startedAt = Date.now()
      const code = app.kill('SIGTERM')
      const answer = await long
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ code: 'shutting-down' })
      expect(await code).toBe(0)
      expect(Date.now() - startedAt).toBeLessThan(10_000)
      expect(isAlive(pid)).toBe(false)
      deaf.destroy()
    } finally {
      await app.dispose()
    }
  })

  test('what was acknowledged is there after kill -9, and events go on where they were', async () => {
    const app = await portolan().start()
    try {
      await post(`${app.url}/api/servers`, { name: 'kept', url: 'http://127.0.0.1:9/mcp' })
      await until(async () => (await (await fetch(`${app.url}/api/events/recent`)).text()).includes('"kept"'))
      await app.kill('SIGKILL')
      await app.start()
      expect((await fetch(`${app.url}/api/servers/kept`)).status).toBe(200)
      const stream = await openStream(`${app.url}/api/events`, { 'last-event-id': '0' })
      let told = ''
      stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
      await until(() => told.includes('"name":"kept"'))
      stream.destroy()
    } finally {
      await app.dispose()
    }
  })

  test('what was opened before kill -9 does not live on beside the next start', async () => {
    const app = await portolan({ mcpYaml: config('--ignore-sigterm') }).start()
    try {
      const pid = await pidOf(app)
      await app.kill('SIGKILL')
      await app.start()
      await until(() => !isAlive(pid))
    } finally {
      await app.dispose()
    }
  })
})

test.describe('over the network', () => {
  let app: AppProcess
  test.beforeAll(async () => {
    app = await portolan({ mcpYaml: config() }).start()
  })
  test.afterAll(() => app.dispose())

  /** With headers that `fetch` does not let one set. */
  function statusWith(
    headers: Record<string, string>,
    target = '/api/servers',
    method = 'GET',
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request(`${app.url}${target}`, { method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sent.on('error', reject).end()
    })
  }

  test('a name that was made to point here gets no answer (DNS rebinding)', async () => {
    expect(await statusWith({ host: 'evil.example' })).toBe(403)
    expect(await statusWith({ host: 'evil.example' }, '/api/events')).toBe(403)
    expect(await statusWith({ host: 'localhost:8080' })).toBe(200)
  })

  test('a page from elsewhere can neither read, nor change, nor listen', async () => {
    for (const [target, method] of [
      ['/api/servers', 'GET'],
      ['/api/events', 'GET'],
      ['/api/connections', 'DELETE'],
      ['/api/config/reload', 'POST'],
    ] as const) {
      expect(await statusWith({ origin: 'http://evil.example' }, target, method)).toBe(403)
      expect(await statusWith({ 'sec-fetch-site': 'cross-site' }, target, method)).toBe(403)
    }
  })

  test('every answer tells browsers to be strict', async () => {
    for (const target of ['/api/servers', '/', '/api/nothing']) {
      const { headers } = await fetch(`${app.url}${target}`)
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe-eval')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test('events come at once also where the reader takes compressed answers', async () => {
    const stream = await openStream(`${app.url}/api/events`, { 'accept-encoding': 'gzip, br' })
    expect(stream.headers['content-encoding']).toBeUndefined()
    let told = ''
    stream.on('data', (chunk: Buffer) => (told += chunk.toString()))
    await until(() => told.includes('retry:'), 2_000)
    await post(`${app.url}/api/servers`, { name: 'prompt', url: 'http://127.0.0.1:9/mcp' })
    await until(() => told.includes('"name":"prompt"'), 3_000)
    stream.destroy()
  })

  test('a hundred readers hear the same, and are forgotten when they go', async () => {
    const readers = async () => {
      const stats = (await (await fetch(`${app.url}/api/stats`)).json()) as {
        process: { eventReaders: number }
      }
      return stats.process.eventReaders
    }
    const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(`${app.url}/api/events`)))
    const told = streams.map((stream) => {
      const heard = { text: '' }
      stream.on('data', (chunk: Buffer) => (heard.text += chunk.toString()))
      return heard
    })
    await until(async () => (await readers()) === 100)
    await post(`${app.url}/api/servers`, { name: 'heard', url: 'http://127.0.0.1:9/mcp' })
    await until(() => told.every(({ text }) => text.includes('"name":"heard"')))
    for (const stream of streams) stream.destroy()
    await until(async () => (await readers()) === 0)
  })

  test('a body past the limit, or of another kind, is refused', async () => {
    const huge = await post(`${app.url}/api/registry/preview`, { text: 'x'.repeat(17 * 1_048_576) })
    expect(huge.status).toBe(413)
    const form = await fetch(`${app.url}/api/servers`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'x' }),
    })
    expect(form.status).toBe(415)
  })

  test('neither a secret nor a stack gets into the log or an answer', async () => {
    const secret = 'correct-horse-battery-staple'
    await post(`${app.url}/api/servers`, {
      name: 'secretive',
      command: process.execPath,
      args: [SERVER, '--crash'],
      env: { HARBOUR_KEY: secret },
    })
    await fetch(`${app.url}/api/servers/secretive/connection?wait=true`, { method: 'PUT' })
    const answers = await Promise.all(
      ['/api/servers/secretive', '/api/servers/secretive/log', '/api/events/recent'].map(async (target) =>
        (await fetch(`${app.url}${target}`)).text(),
      ),
    )
    for (const text of [...answers, app.output]) expect(text).not.toContain(secret)
  })
})

test('with a token it may listen to everyone, and asks each for it', async () => {
  const app = await portolan({
    env: { HOST: '0.0.0.0', PORTOLAN_TOKEN: 'a-long-random-token' },
  }).start()
  try {
    expect((await fetch(`${app.url}/api/servers`)).status).toBe(401)
    const headers = { authorization: 'Bearer a-long-random-token' }
    expect((await fetch(`${app.url}/api/servers`, { headers })).status).toBe(200)
    const refused = await fetch(`${app.url}/api/servers`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'mine', command: 'true' }),
    })
    expect(refused.status).toBe(403)
    expect(app.output).not.toContain('a-long-random-token')
  } finally {
    await app.dispose()
  }
})

test('relative paths, and the .env beside them, are those of the folder it was started in', async () => {
  const app = portolan({ mcpYaml: null })
  writeFileSync(path.join(app.home, '.env'), 'PORTOLAN_CONFIG=mine.yaml\n')
  writeFileSync(path.join(app.home, 'mine.yaml'), 'servers:\n  here:\n    url: http://127.0.0.1:9/mcp\n')
  try {
    await app.start()
    await until(async () => (await fetch(`${app.url}/api/servers/here`)).status === 200)
    const view = (await (await fetch(`${app.url}/api/config`)).json()) as { paths: string[] }
    expect(view.paths).toEqual([path.join(app.home, 'mine.yaml')])
  } finally {
    await app.dispose()
  }
})
