import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '@/e2e/servers/certificate'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

let harness: PoolHarness
const listening: HttpServer[] = []

beforeEach(() => {
  harness = new PoolHarness()
})
afterEach(async () => {
  await harness.dispose()
  for (const server of listening.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const LIMIT = { timeoutMs: 10_000 }

const remote = (url: string, transport: 'streamable-http' | 'sse' = 'streamable-http') => ({
  kind: 'remote' as const,
  transport,
  url,
})

async function listen(server: HttpServer): Promise<number> {
  listening.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** An old-era server that notes what it is asked, and lets nobody end a session where told so. */
async function noting({ endsSessions = true } = {}): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const answer: RequestListener = (request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const message = (text ? JSON.parse(text) : {}) as { id?: number; method?: string }
      asked.push(message.method ?? request.method ?? '')
      if (request.method === 'DELETE') {
        response.writeHead(endsSessions ? 200 : 405).end()
        return
      }
      if (message.method === 'server/discover') {
        response.writeHead(400).end('{}')
        return
      }
      const result = {
        protocolVersion: '2025-11-25',
        capabilities: {},
        serverInfo: { name: 'n', version: '1' },
      }
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'one' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }))
    })
  }
  return { url: `http://127.0.0.1:${await listen(createServer(answer))}/mcp`, asked }
}

describe('a probe of a server without a connection', () => {
  for (const [mode, flags] of [
    ['modern', []],
    ['legacy', []],
    ['legacy', ['--stream']],
    ['sse', []],
  ] as const) {
    it(`finds it alive and leaves no connection (${mode}${flags.join('')})`, async () => {
      const server = await harness.http(['--mode', mode, ...flags])
      harness.declare('far', { endpoint: remote(server.url, mode === 'sse' ? 'sse' : 'streamable-http') })
      for (let time = 0; time < 2; time++) {
        expect(await harness.pool.probe('far', LIMIT)).toEqual({
          kind: 'answered',
          durationMs: expect.any(Number) as number,
          via: 'light',
        })
      }
      expect(harness.pool.stateOf('far').kind).toBe('idle')
      expect(harness.history('far')).toEqual([])
    })
  }

  it('is not fooled by 405 to GET, which it never sends to a Streamable HTTP endpoint', async () => {
    const { url, asked } = await noting()
    harness.declare('far', { endpoint: remote(url) })
    expect(await harness.pool.probe('far', LIMIT)).toMatchObject({ kind: 'answered' })
    expect(await harness.pool.probe('far', LIMIT)).toMatchObject({ kind: 'answered' })
    expect(asked).toEqual(['server/discover', 'initialize', 'DELETE', 'initialize', 'DELETE'])
  })

  it('leaves no session behind with each probe where a server ends none', async () => {
    const { url, asked } = await noting({ endsSessions: false })
    harness.declare('far', { endpoint: remote(url) })
    for (let time = 0; time < 3; time++) await harness.pool.probe('far', LIMIT)
    expect(asked).toEqual(['server/discover', 'initialize', 'DELETE', 'ping', 'ping'])
  })

  it('asks for sign-in instead of calling it down', async () => {
    const server = await harness.http(['--mode', '401'])
    harness.declare('locked', { endpoint: remote(server.url) })
    expect(await harness.pool.probe('locked', LIMIT)).toMatchObject({
      kind: 'needs-auth',
      error: { code: 'needs-auth' },
    })
  })

  it('finds out anew when another era answers at the same address', async () => {
    const modern = await harness.http(['--mode', 'modern'])
    harness.declare('far', { endpoint: remote(modern.url) })
    await harness.pool.probe('far', LIMIT)
    await modern.kill()
    await harness.http(['--mode', 'legacy'], modern.port)
    expect(await harness.pool.probe('far', LIMIT)).toMatchObject({ kind: 'answered' })
    expect(await harness.call('far', 'echo', { text: 'old' })).toBe('old')
  })

  it.each([
    ['nothing that listens', undefined, 'unreachable', /Nothing listens/],
    ['trouble of its own', '500', 'unreachable', /HTTP 500/],
    ['a web page', 'html', 'protocol-error', /web page/],
    ['no MCP endpoint', '404', 'protocol-error', /No MCP endpoint/],
    ['a reset', 'reset', 'unreachable', /broke the connection/],
    ['silence', 'hang', 'timed-out', /within 0.3 s/],
  ])('tells %s in words', async (_, mode, code, words) => {
    const server = await harness.http(['--mode', mode ?? 'legacy'])
    if (mode === undefined) await server.kill()
    harness.declare('far', { endpoint: remote(server.url) })
    for (let time = 0; time < 2; time++) {
      const result = await harness.pool.probe('far', { timeoutMs: mode === 'hang' ? 300 : 10_000 })
      expect(result).toMatchObject({
        kind: 'failed',
        error: { code, message: expect.stringMatching(words) as string },
      })
    }
  })

  it('sees that what has given up is there again, and opens it at a word', async () => {
    const first = await harness.http()
    await first.kill()
    harness.declare('down', { endpoint: remote(first.url), policy: { maxRetries: 0 } })
    expect(await harness.pool.open('down')).toMatchObject({ kind: 'failed' })
    expect(await harness.pool.probe('down', LIMIT)).toMatchObject({ kind: 'failed' })
    await harness.http([], first.port)
    expect(await harness.pool.probe('down', LIMIT)).toMatchObject({ kind: 'answered', via: 'light' })
    expect(harness.pool.revive('down')).toBe(true)
    await harness.until('down', 'ready')
    expect(harness.pool.revive('down')).toBe(false)
  })

  it('ends with its asker', async () => {
    const server = await harness.http(['--mode', 'hang'])
    harness.declare('far', { endpoint: remote(server.url) })
    await expect(harness.pool.probe('far', { ...LIMIT, signal: AbortSignal.timeout(100) })).rejects.toThrow()
  })
})

describe('a probe over a connection', () => {
  for (const mode of ['modern', 'legacy', 'sse', 'stdio'] as const) {
    it(`asks what is right for its era (${mode})`, async () => {
      const endpoint =
        mode === 'stdio'
          ? harness.stdio()
          : remote((await harness.http(['--mode', mode])).url, mode === 'sse' ? 'sse' : 'streamable-http')
      harness.declare('near', { endpoint })
      await harness.pool.open('near')
      expect(await harness.pool.probe('near', LIMIT)).toEqual({
        kind: 'answered',
        durationMs: expect.any(Number) as number,
        via: 'connection',
      })
    })
  }

  it('finds one that died, and the connection learns of it', async () => {
    const server = await harness.http(['--mode', 'modern'])
    harness.declare('near', {
      endpoint: remote(server.url),
      policy: { firstDelayMs: 60_000, maxDelayMs: 60_000 },
    })
    await harness.pool.open('near')
    await server.kill()
    await until(async () => (await harness.pool.probe('near', LIMIT)).kind === 'failed')
    await harness.until('near', 'waiting')
  })

  it('does not take a command down that works on a call and can not answer meanwhile', async () => {
    harness.declare('near', { endpoint: harness.stdio() })
    await harness.pool.open('near')
    const [pid = 0] = await harness.processes()
    const call = harness.call('near', 'sleep', { ms: 30_000 })
    void call.catch(() => undefined)
    process.kill(pid, 'SIGSTOP')
    expect(await harness.pool.probe('near', { timeoutMs: 200 })).toEqual({ kind: 'skipped', why: 'busy' })
    expect(harness.pool.stateOf('near').kind).toBe('ready')
    process.kill(pid, 'SIGCONT')
  })

  it('asks a remote server beside a connection that works on a call, and so finds one that hangs', async () => {
    const server = await harness.http(['--mode', 'modern'])
    harness.declare('near', { endpoint: remote(server.url) })
    await harness.pool.open('near')
    const call = harness.call('near', 'sleep', { ms: 30_000 })
    void call.catch(() => undefined)
    process.kill(server.pid, 'SIGSTOP')
    expect(await harness.pool.probe('near', { timeoutMs: 400 })).toMatchObject({
      kind: 'failed',
      error: { code: 'timed-out' },
    })
    expect(harness.pool.stateOf('near').kind).toBe('ready')
    process.kill(server.pid, 'SIGCONT')
    expect(await harness.pool.probe('near', LIMIT)).toMatchObject({ kind: 'answered' })
  })
})

describe('a probe of a command', () => {
  it('starts nothing that is idle, unless a person asks', async () => {
    harness.declare('local', { endpoint: harness.stdio() })
    expect(await harness.pool.probe('local', LIMIT)).toEqual({ kind: 'skipped', why: 'idle' })
    expect(await harness.processes()).toEqual([])
    expect(await harness.pool.probe('local', { ...LIMIT, mayStart: true })).toMatchObject({
      kind: 'answered',
      via: 'connection',
    })
    expect(await harness.processes()).toHaveLength(1)
  })

  it('says why it does not start', async () => {
    harness.declare('broken', { endpoint: harness.stdio(['--crash']), policy: { maxRetries: 0 } })
    expect(await harness.pool.probe('broken', { ...LIMIT, mayStart: true })).toMatchObject({
      kind: 'failed',
      error: { code: 'unreachable', message: expect.stringContaining('HARBOUR_KEY') as string },
    })
  })

  it('leaves one alone that is being opened', async () => {
    harness.declare('slow', { endpoint: harness.stdio(['--silent']) })
    harness.pool.begin('slow')
    expect(await harness.pool.probe('slow', LIMIT)).toEqual({ kind: 'skipped', why: 'connecting' })
  })
})

describe('a certificate that is not to be trusted', () => {
  const day = 86_400_000
  const authority = makeCertificate({ name: 'portolan test authority', isAuthority: true })
  const loopback = { addresses: ['127.0.0.1'], issuer: authority }
  const past = { from: new Date(Date.now() - 2 * day), until: new Date(Date.now() - day) }
  const future = { from: new Date(Date.now() + day), until: new Date(Date.now() + 2 * day) }
  const trusted = getCACertificates('default')

  beforeEach(() => setDefaultCACertificates([...trusted, authority.cert]))
  afterEach(() => setDefaultCACertificates(trusted))

  it.each([
    ['has expired', { ...loopback, ...past }, /certificate of 127\.0\.0\.1:\d+ has expired/],
    ['is of tomorrow', { ...loopback, ...future }, /is not valid yet/],
    ['is signed by itself', { addresses: ['127.0.0.1'] }, /\(signed by itself\).*NODE_EXTRA_CA_CERTS/],
    ['is for another name', { names: ['elsewhere.example'], issuer: authority }, /is for another name/],
  ])('%s, and that is what probe and connection say', async (_, options, words) => {
    const port = await listen(createTlsServer(makeCertificate(options), (_, response) => response.end()))
    const error = { code: 'bad-certificate', message: expect.stringMatching(words) as string }
    for (const transport of ['streamable-http', 'sse'] as const) {
      const endpoint = remote(`https://127.0.0.1:${port}/mcp`, transport)
      harness.declare(transport, { endpoint, policy: { maxRetries: 0 } })
      expect(await harness.pool.probe(transport, LIMIT)).toMatchObject({ kind: 'failed', error })
      expect(await harness.pool.open(transport)).toMatchObject({ kind: 'failed', error })
    }
  })

  it('is no trouble once its authority is trusted', async () => {
    const answer: RequestListener = (_, response) => {
      const result = {
        supportedVersions: ['2026-07-28'],
        capabilities: {},
        serverInfo: { name: 'n', version: '1' },
      }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
    }
    const port = await listen(createTlsServer(makeCertificate(loopback), answer))
    harness.declare('safe', { endpoint: remote(`https://127.0.0.1:${port}/mcp`) })
    expect(await harness.pool.probe('safe', LIMIT)).toMatchObject({ kind: 'answered' })
  })

  it('is not what http:// behind https:// is called', async () => {
    const port = await listen(createServer((_, response) => response.end()))
    harness.declare('plain', { endpoint: remote(`https://127.0.0.1:${port}/mcp`) })
    expect(await harness.pool.probe('plain', LIMIT)).toMatchObject({
      error: { code: 'unreachable', message: expect.stringContaining('does not speak TLS') as string },
    })
  })
})
