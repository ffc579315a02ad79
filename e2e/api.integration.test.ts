import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '@/lib/client/api'
import { callTool, closeConnection, getLog, listTools, openConnection } from '@/lib/domain/api/capabilities'
import {
  checkConfigFile,
  getConfig,
  getConfigFile,
  listConfigVersions,
  reloadConfig,
  restoreConfigVersion,
  saveConfigFile,
} from '@/lib/domain/api/config'
import { connectMany, disconnectMany, listConnections } from '@/lib/domain/api/connections'
import { listEvents } from '@/lib/domain/api/events'
import {
  bulkServers,
  exportServers,
  getServer,
  listServers,
  previewServers,
  registerServer,
  removeServer,
  saveServer,
  serverFacets,
  updateServer,
} from '@/lib/domain/api/servers'
import { getHealthRules, getServerHealth, setHealthRules } from '@/lib/domain/api/health'
import { getStats } from '@/lib/domain/api/stats'
import { HIDDEN } from '@/lib/domain/endpoint'
import { type InProcessApp, startInProcess } from './fixtures/in-process'

const SERVER = path.resolve(import.meta.dirname, 'servers/stdio-server.mjs')
const stdio = (name: string, ...flags: string[]) => ({
  name,
  command: process.execPath,
  args: [SERVER, ...flags],
  tags: ['test'],
})

async function failure(task: Promise<unknown>): Promise<ApiError> {
  const error = await task.then(
    () => new Error('It did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiError) return error
  throw error
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAt = Date.now() + 15_000
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error('It never came true')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the API over the whole app', () => {
  let app: InProcessApp
  beforeAll(async () => {
    app = await startInProcess()
  })
  afterAll(() => app[Symbol.asyncDispose]())

  it('registers, lists, changes and removes a server', async () => {
    const { client } = app
    const { outcome } = await client.call(registerServer, {
      body: { name: 'crud', url: 'http://127.0.0.1:9/mcp' },
    })
    expect(outcome).toBe('added')
    const again = await client.call(registerServer, { body: { name: 'crud', url: 'http://127.0.0.1:9/mcp' } })
    expect(again.outcome).toBe('unchanged')
    const { items } = await client.call(listServers, { query: { q: 'crud' } })
    expect(items).toMatchObject([{ name: 'crud', enabled: true, source: 'manual', verdict: 'unknown' }])
    const { fields, server } = await client.call(updateServer, {
      params: { name: 'crud' },
      body: { revision: items[0]!.revision, changes: { tags: ['a'] } },
    })
    expect(fields).toEqual(['tags'])
    expect(server.tags).toEqual(['a'])
    await client.call(removeServer, { params: { name: 'crud' } })
    expect((await failure(client.call(getServer, { params: { name: 'crud' } }))).code).toBe('not-found')
  })

  it('keeps the shapes that scripts rely on', async () => {
    await app.client.call(registerServer, { body: stdio('shape') })
    const list = (await (await app.send('/api/servers?q=shape')).json()) as Record<string, unknown>
    expect(list).toMatchObject({
      nextCursor: null,
      items: [
        {
          name: 'shape',
          enabled: true,
          tags: ['test'],
          source: 'manual',
          connection: { kind: 'idle' },
          verdict: 'unknown',
        },
      ],
    })
    const begun = await app.send('/api/connections', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"names":["shape","nobody"]}',
    })
    expect(begun.status).toBe(202)
    expect(await begun.json()).toMatchObject({ begun: ['shape'], skipped: [{ name: 'nobody' }] })
    const { connection } = await app.client.call(getServer, { params: { name: 'shape' } })
    expect(['connecting', 'ready']).toContain(connection.kind)
    await app.client.call(disconnectMany, { body: { names: ['shape'] } })
  })

  it('pages through a list without missing or repeating a server', async () => {
    const servers = Array.from({ length: 25 }, (_, i) => ({
      name: `page-${i}`,
      url: `http://127.0.0.1:9/${i}`,
    }))
    await app.client.call(bulkServers, { body: { action: 'register', servers } })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await app.client.call(listServers, {
        query: { q: 'page-', limit: 10, ...(cursor !== undefined && { cursor }) },
      })
      expect(page.total).toBe(25)
      seen.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
  })

  it('does many at once, and says of each whether it could', async () => {
    const { results } = await app.client.call(bulkServers, {
      body: { action: 'disable', names: ['page-1', 'page-2', 'nobody'] },
    })
    expect(results.map(({ name, ok }) => [name, ok])).toEqual([
      ['page-1', true],
      ['page-2', true],
      ['nobody', false],
    ])
    const { total } = await app.client.call(listServers, { query: { enabled: false } })
    expect(total).toBe(2)
  })

  it('does not lose a change when two tabs edit the same server', async () => {
    const params = { name: 'page-3' }
    const { revision } = await app.client.call(getServer, { params })
    await app.client.call(updateServer, { params, body: { revision, changes: { tags: ['first'] } } })
    const error = await failure(
      app.client.call(updateServer, { params, body: { revision, changes: { tags: ['second'] } } }),
    )
    expect(error).toMatchObject({ status: 409, code: 'revision-conflict' })
    expect((await app.client.call(getServer, { params })).tags).toEqual(['first'])
  })

  it('opens a server, lists its tools, calls one, and closes it without leaving its process', async () => {
    const { client } = app
    await client.call(registerServer, { body: stdio('live') })
    const params = { name: 'live' }
    const connection = await client.call(openConnection, { params, query: { wait: true } })
    expect(connection.kind).toBe('ready')
    const { items } = await client.call(listTools, { params })
    expect(items.map(({ name }) => name)).toContain('echo')
    const echoed = await client.call(callTool, {
      params: { name: 'live', tool: 'echo' },
      body: { arguments: { text: 'Ahoy 😀' } },
    })
    expect(JSON.stringify(echoed.content)).toContain('Ahoy 😀')
    expect(echoed.isError).toBe(false)
    const answer = await client.call(callTool, { params: { name: 'live', tool: 'pid' }, body: {} })
    const pid = Number(/\d+/.exec(JSON.stringify(answer.content))?.[0])
    expect(isAlive(pid)).toBe(true)
    expect((await client.call(listConnections)).items.map(({ name }) => name)).toContain('live')
    await client.call(closeConnection, { params })
    await until(() => !isAlive(pid))
    expect((await client.call(getLog, { params })).items.length).toBeGreaterThan(0)
  })

  it('counts calls, and tells of them as events', async () => {
    const { client } = app
    await client.call(callTool, { params: { name: 'live', tool: 'fail' }, body: {} })
    const { calls, registry, process: own } = await client.call(getStats)
    expect(calls.count).toBeGreaterThanOrEqual(3)
    expect(calls.errors).toBeGreaterThanOrEqual(1)
    expect(calls.p95Ms).toBeGreaterThan(0)
    expect(own.database).toBe('pglite')
    expect(Object.values(registry.byState).reduce((a, b) => a + b, 0)).toBe(registry.total)
    await until(async () => {
      const { items } = await client.call(listEvents, { query: { server: 'live' } })
      return items.some(({ event }) => event.kind === 'call-finished' && event.outcome === 'tool-error')
    })
  })

  it('cancels a call when its caller goes away', async () => {
    const leaving = new AbortController()
    const call = app.client.call(callTool, {
      params: { name: 'live', tool: 'sleep' },
      body: { arguments: { ms: 60_000 } },
      signal: leaving.signal,
    })
    setTimeout(() => leaving.abort(), 50)
    await expect(call).rejects.toBeDefined()
    await until(async () => {
      const { items } = await app.client.call(listEvents, { query: { server: 'live' } })
      return items.some(({ event }) => event.kind === 'call-finished' && event.outcome === 'cancelled')
    })
  })

  it('says what is wrong with a call that can not be made', async () => {
    const { client } = app
    const unknown = await failure(client.call(listTools, { params: { name: 'nobody' } }))
    expect(unknown).toMatchObject({ status: 404, code: 'not-found' })
    const slow = client.call(callTool, {
      params: { name: 'live', tool: 'sleep' },
      body: { arguments: { ms: 60_000 }, timeoutMs: 100 },
    })
    expect(await failure(slow)).toMatchObject({ status: 504, code: 'timed-out' })
    const down = await failure(client.call(listTools, { params: { name: 'page-5' } }))
    expect(down.code).toBe('unreachable')
    expect(down.message).not.toMatch(/ECONNREFUSED.*at /s)
  })

  it('never gives a secret back, wherever one asks', async () => {
    const { client } = app
    const secret = 'correct-horse-battery'
    await client.call(registerServer, {
      body: { name: 'sealed', url: 'http://127.0.0.1:9/mcp', headers: { Authorization: `Bearer ${secret}` } },
    })
    const detail = await client.call(getServer, { params: { name: 'sealed' } })
    expect(JSON.stringify(detail.endpoint)).toContain(HIDDEN)
    const exported = await client.call(exportServers, { query: { format: 'claude', syntax: 'json' } })
    await failure(client.call(listTools, { params: { name: 'sealed' } }))
    const texts = await Promise.all(
      [
        '/api/servers/sealed',
        '/api/servers?limit=1000',
        '/api/events/recent?limit=500',
        '/api/config',
        '/api/stats',
      ]
        .concat('/api/servers/sealed/log', '/api/connections', '/api/registry/facets')
        .map(async (url) => (await app.send(url)).text()),
    )
    for (const text of [...texts, exported.text]) expect(text).not.toContain(secret)
    // What was hidden and comes back unchanged is kept.
    const { endpoint } = detail
    await client.call(updateServer, {
      params: { name: 'sealed' },
      body: { changes: { headers: endpoint.kind === 'remote' ? endpoint.headers : {} } },
    })
    const stored = app.runtime.registry.get('sealed')!.spec.endpoint
    expect(stored).toMatchObject({ headers: { Authorization: `Bearer ${secret}` } })
  })

  it('shows what a pasted text would become, and registers nothing', async () => {
    const before = (await app.client.call(listServers)).total
    const preview = await app.client.call(previewServers, {
      body: {
        text: '{"mcpServers":{"pasted":{"command":"npx","args":["-y","x"]},"live":{"url":"ftp://x"}}}',
      },
    })
    expect(preview.servers).toMatchObject([{ document: { name: 'pasted', command: 'npx' }, exists: false }])
    expect(preview.problems[0]).toMatchObject({ severity: 'error', server: 'live' })
    expect((await app.client.call(listServers)).total).toBe(before)
  })

  it('follows the configuration file, and keeps the last good state of a broken one', async () => {
    const { client } = app
    app.writeConfig('servers:\n  from-file:\n    url: http://127.0.0.1:9/mcp\n    description: One\n')
    await until(
      async () => (await client.call(listServers, { query: { source: ['config-file'] } })).total === 1,
    )
    app.writeConfig('servers:\n  from-file: [broken\n')
    await until(async () => (await client.call(getConfig)).files.some((file) => !file.valid))
    const { files } = await client.call(getConfig)
    expect(files[0]!.problems[0]).toMatchObject({ severity: 'error', line: expect.any(Number) as number })
    expect((await client.call(getServer, { params: { name: 'from-file' } })).description).toBe('One')
    app.writeConfig('servers:\n  from-file:\n    url: http://127.0.0.1:9/mcp\n    description: Two\n')
    await client.call(reloadConfig)
    expect((await client.call(getServer, { params: { name: 'from-file' } })).description).toBe('Two')
  })

  it('saves a server registered by hand into the file, which keeps its comments', async () => {
    app.writeConfig('# Ours.\nservers:\n  from-file:\n    url: http://127.0.0.1:9/mcp # here\n')
    const file = path.join(app.home, 'mcp.yaml')
    await app.client.call(saveServer, { params: { name: 'page-7' }, body: { file } })
    const { files } = await app.client.call(getConfig)
    const { text } = await app.client.call(getConfigFile, { query: { path: file } })
    expect(text).toContain('# Ours.')
    expect(text).toContain('# here')
    expect(files[0]!.servers).toContain('page-7')
    const elsewhere = app.client.call(saveServer, {
      params: { name: 'page-7' },
      body: { file: '/etc/passwd' },
    })
    expect((await failure(elsewhere)).code).toBe('not-found')
  })

  it('checks, writes and restores a configuration file', async () => {
    const { client } = app
    const file = path.join(app.home, 'mcp.yaml')
    const before = await client.call(getConfigFile, { query: { path: file } })
    const text = `${before.text}  by-api:\n    url: http://127.0.0.1:9/mcp\n`
    const { problems, diff } = await client.call(checkConfigFile, { body: { path: file, text } })
    expect(problems).toEqual([])
    expect(diff).toMatchObject({ added: [{ name: 'by-api' }], removed: [] })
    const saved = await client.call(saveConfigFile, { body: { path: file, text, version: before.version } })
    expect(saved.reload.changes.added).toEqual(['by-api'])
    const again = client.call(saveConfigFile, { body: { path: file, text, version: before.version } })
    expect((await failure(again)).code).toBe('revision-conflict')
    const { items } = await client.call(listConfigVersions, { query: { path: file } })
    const earlier = items.find(({ version }) => version === before.version)!
    const body = { version: saved.version }
    await client.call(restoreConfigVersion, { params: { id: earlier.id }, body })
    expect(await client.call(getConfigFile, { query: { path: file } })).toEqual(before)
    expect((await client.call(getConfig)).reloads[0]!.changes.removed).toEqual(['by-api'])
  })

  it('counts what filters offer', async () => {
    const facets = await app.client.call(serverFacets)
    expect(facets.sources['manual']).toBeGreaterThan(20)
    expect(facets.transports['stdio']).toBeGreaterThan(0)
  })

  it('answers with a problem where there is nothing', async () => {
    const response = await app.send('/api/nothing/here')
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  it('says that it is ready only while its database answers', async () => {
    expect((await app.send('/api/health/ready')).status).toBe(200)
    expect(await (await app.send('/api/health/live')).json()).toEqual({ status: 'live' })
  })

  it('checks by the limits that a file declares, below those that a person has set', async () => {
    app.writeConfig('servers: {}\nhealth: { fall: 7, rise: 3, tags: { slow: { slow: 9 } } }\n')
    await app.client.call(reloadConfig)
    const { declared, rules } = await app.client.call(getHealthRules)
    expect({ declared, rules }).toEqual({
      declared: { all: { fall: 7, rise: 3 }, tags: [{ tag: 'slow', limits: { slowMs: 9_000 } }] },
      rules: { all: {}, tags: [] },
    })
    await app.client.call(setHealthRules, { body: { all: { rise: 1 } } })
    await app.client.call(registerServer, {
      body: { name: 'limited', url: 'http://127.0.0.1:9/mcp', tags: ['slow'] },
    })
    const { now } = await app.client.call(getServerHealth, { params: { name: 'limited' } })
    expect(now.limits).toMatchObject({ fall: 7, rise: 1, slowMs: 9_000 })
    await app.client.call(setHealthRules, { body: {} })
  })
})

describe('the event stream', () => {
  /** Reads frames until one holds the text. */
  async function readUntil(response: Response, text: string): Promise<string> {
    let read = ''
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    while (!read.includes(text)) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`The stream ended:\n${read}`)
      read += value
    }
    await reader.cancel()
    return read
  }

  it('resumes over a restart of the server without a gap or a duplicate', async () => {
    await using app = await startInProcess()
    const register = (name: string) =>
      app.client.call(registerServer, { body: { name, url: `http://127.0.0.1:9/${name}` } })
    await register('one')
    const before = await readUntil(await app.send('/api/events?after=0'), '"name":"one"')
    const lastId = [...before.matchAll(/^id: (\d+)$/gm)].at(-1)![1]!
    await register('two')
    await app.restart()
    await register('three')
    const response = await app.send('/api/events?after=0', { headers: { 'last-event-id': lastId } })
    const after = await readUntil(response, '"name":"three"')
    expect(after).toContain('"name":"two"')
    expect(after).not.toContain('"name":"one"')
    const ids = [...(before + after).matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  })

  it('ends with a reason when the server stops', async () => {
    await using app = await startInProcess()
    const response = await app.send('/api/events')
    await until(() => app.runtime.feed.readers === 1)
    app.runtime.beginStopping()
    expect(await response.text()).toContain('event: end\ndata: {"reason":"shutting-down"}')
    expect((await app.send('/api/health/ready')).status).toBe(503)
  })

  it('lets go of a reader that has gone', async () => {
    await using app = await startInProcess()
    const leaving = new AbortController()
    await app.send('/api/events', { signal: leaving.signal })
    await until(() => app.runtime.feed.readers === 1)
    leaving.abort()
    await until(() => app.runtime.feed.readers === 0)
  })
})

describe('who may do what', () => {
  it('asks for the token, and takes it as a bearer or for a session', async () => {
    await using app = await startInProcess({ PORTOLAN_TOKEN: 'open-sesame-1234' })
    expect((await app.send('/api/servers')).status).toBe(401)
    expect((await app.send('/api/health/ready')).status).toBe(200)
    const bearer = { authorization: 'Bearer open-sesame-1234' }
    expect((await app.send('/api/servers', { headers: bearer })).status).toBe(200)
    const signIn = (token: string) =>
      app.send('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    expect((await signIn('guess')).status).toBe(401)
    const signedIn = await signIn('open-sesame-1234')
    expect(signedIn.status).toBe(204)
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
    const session = await app.send('/api/session', { headers: { cookie } })
    expect(await session.json()).toEqual({ tokenRequired: true, signedIn: true, stdioAllowed: true })
    expect((await app.send('/api/servers', { headers: { cookie } })).status).toBe(200)
    const signedOut = await app.send('/api/session', { method: 'DELETE', headers: { cookie } })
    expect(signedOut.headers.get('set-cookie')).toContain('Max-Age=0')
  })

  it('lets nobody register a command where that is denied, but a file may declare one', async () => {
    await using app = await startInProcess({ PORTOLAN_STDIO: 'deny' })
    const error = await failure(app.client.call(registerServer, { body: stdio('mine') }))
    expect(error).toMatchObject({ status: 403, code: 'forbidden' })
    expect(error.message).toContain('PORTOLAN_STDIO')
    app.writeConfig(`servers:\n  theirs:\n    command: ${process.execPath}\n    args: ['${SERVER}']\n`)
    await app.client.call(reloadConfig)
    const opened = await app.client.call(openConnection, {
      params: { name: 'theirs' },
      query: { wait: true },
    })
    expect(opened.kind).toBe('ready')
  })
})

describe('the end', () => {
  it('leaves no process behind, and what was stored is there again', async () => {
    await using app = await startInProcess()
    const servers = [stdio('a'), stdio('b', '--grandchildren'), stdio('c', '--ignore-sigterm')]
    await app.client.call(bulkServers, { body: { action: 'register', servers } })
    await app.client.call(connectMany, { body: { all: true } })
    await until(async () => (await app.client.call(getStats)).connections.open === 3)
    expect((await app.client.call(getStats)).process.children).toBeGreaterThanOrEqual(3)
    const startedAt = Date.now()
    await app.runtime.stop()
    expect(Date.now() - startedAt).toBeLessThan(10_000)
    await until(() => app.runtime.pool.stats().children === 0)
    await app.restart()
    expect((await app.client.call(listServers)).total).toBe(3)
  })

  it('cancels what still runs, with a code that tells why', async () => {
    await using app = await startInProcess()
    await app.client.call(registerServer, { body: stdio('slow') })
    const call = app.client.call(callTool, {
      params: { name: 'slow', tool: 'sleep' },
      body: { arguments: { ms: 60_000 } },
    })
    await until(async () => (await app.client.call(getStats)).connections.open === 1)
    app.runtime.cancelRequests()
    expect(await failure(call)).toMatchObject({ status: 503, code: 'shutting-down' })
  })
})
