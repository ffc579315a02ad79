import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '@/e2e/servers/certificate'
import { until } from '@/e2e/servers/pool-harness'
import { type Overrides, type Server, serverSpecSchema } from '@/lib/domain/server'
import { HealthAddresses } from './health-address'

interface Declared {
  source?: string
  endpoint?: string
  overrides?: Overrides
}

function declared({ source = 'config-file', endpoint, overrides = {} }: Declared = {}): Server {
  const spec = serverSpecSchema.parse({
    name: 'a',
    endpoint:
      endpoint === undefined
        ? { kind: 'stdio', command: 'x' }
        : { kind: 'remote', transport: 'streamable-http', url: endpoint },
  })
  const record = { name: 'a', claims: [], overrides, revision: 1, createdAt: '', updatedAt: '' }
  return { spec, source, record }
}

const answers: Record<string, RequestListener> = {
  '/well': (_, response) => response.writeHead(204).end(),
  '/ill': (_, response) => response.writeHead(503).end('no'),
  '/silent': () => undefined,
  '/hung': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  },
  '/flood': (_, response) => {
    response.writeHead(200)
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', pour)
    pour()
  },
  '/here': (_, response) => response.writeHead(302, { location: '/well' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/away': (_, response) => response.writeHead(302, { location: 'http://other.test/?token=t0ken' }).end(),
  '/reset': (request) => request.socket.resetAndDestroy(),
  '/whoami': (request, response) => {
    const pair = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString()
    response.writeHead(pair === 'me:p@ss' ? 200 : 401).end()
  },
}

let server: HttpServer
let origin: string
const methods: string[] = []
let open = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    methods.push(request.method ?? '')
    open += 1
    response.on('close', () => (open -= 1))
    answers[request.url?.split('?')[0] ?? '']?.(request, response)
  })
  origin = await listening(server)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function listening(one: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
}

let addresses = new HealthAddresses([])
afterEach(async () => {
  await addresses.close()
  addresses = new HealthAddresses([])
})
const ask = (path: string, limitMs = 5_000, of: Server = declared()) =>
  addresses.ask(of, new URL(path, origin), limitMs)

describe('a health address', () => {
  it('is well with 2xx, and ill with anything else, in words', async () => {
    expect(await ask('/well')).toMatchObject({ kind: 'well' })
    expect(await ask('/ill?token=secret')).toMatchObject({
      kind: 'ill',
      error: { code: 'health-address', message: `The health address ${origin}/ill answers with HTTP 503.` },
    })
    expect(new Set(methods)).toEqual(new Set(['GET']))
  })

  it('that streams for ever is well, and is let go of', async () => {
    expect(await ask('/hung', 5_000)).toMatchObject({ kind: 'well' })
    expect(await ask('/flood', 5_000)).toMatchObject({ kind: 'well' })
    await until(() => open === 0)
  })

  it('that says nothing is ill when its time is up', async () => {
    expect(await ask('/silent', 200)).toMatchObject({ kind: 'ill', error: { code: 'timed-out' } })
    await until(() => open === 0)
  })

  it('may lead elsewhere on the same origin, and nowhere else', async () => {
    expect(await ask('/here')).toMatchObject({ kind: 'well' })
    expect(await ask('/round')).toMatchObject({
      error: { message: expect.stringContaining('more than 3') as string },
    })
    const away = await ask('/away')
    expect(away).toMatchObject({ error: { code: 'forbidden' } })
    expect(JSON.stringify(away)).not.toContain('t0ken')
  })

  it('tells why it can not be reached', async () => {
    expect(await ask('/reset')).toMatchObject({ error: { code: 'unreachable' } })
    const nobody = await addresses.ask(declared(), new URL('http://127.0.0.1:9/'), 2_000)
    expect(nobody).toMatchObject({
      error: { message: expect.stringContaining('Nothing listens at 127.0.0.1:9') as string },
    })
  })

  it('is sent the credentials in it, which no word of ours repeats', async () => {
    const url = new URL('/whoami', origin.replace('//', '//me:p%40ss@'))
    expect(await addresses.ask(declared(), url, 5_000)).toMatchObject({ kind: 'well' })
    url.pathname = '/ill'
    expect(JSON.stringify(await addresses.ask(declared(), url, 5_000))).not.toMatch(/p@ss|p%40ss|me:/)
  })

  it.each([
    ['expired', { until: new Date(Date.now() - 1_000), addresses: ['127.0.0.1'] }, 'has expired'],
    ['signed by itself', { addresses: ['127.0.0.1'] }, 'is not trusted'],
    ['for another host', { names: ['other.test'] }, 'certificate of'],
  ])('says what is wrong with a certificate that is %s', async (_, certificate, words) => {
    const { cert, key } = makeCertificate(certificate)
    const secure = createTlsServer({ cert, key }, (_, response) => response.end())
    try {
      const url = new URL((await listening(secure)).replace('http', 'https'))
      const answer = await addresses.ask(declared(), url, 5_000)
      expect(answer).toMatchObject({
        error: { code: 'unreachable', message: expect.stringContaining(words) as string },
      })
    } finally {
      secure.close()
    }
  })
})

describe('where a health address may lead', () => {
  const inside = (of: Server) => ask('/well', 5_000, of)
  const refused = { kind: 'ill', error: { code: 'forbidden' } }

  it('is anywhere, if whoever runs Portolan has declared it', async () => {
    expect(await inside(declared({ source: 'config-file' }))).toMatchObject({ kind: 'well' })
    expect(await inside(declared({ source: 'environment' }))).toMatchObject({ kind: 'well' })
  })

  it('is the host of the server itself, and no other inside', async () => {
    expect(await inside(declared({ source: 'http', endpoint: `${origin}/mcp` }))).toMatchObject({
      kind: 'well',
    })
    expect(await inside(declared({ source: 'http', endpoint: 'http://mcp.test/' }))).toMatchObject(refused)
    expect(await inside(declared({ source: 'manual' }))).toMatchObject(refused)
  })

  it('is what PORTOLAN_PRIVATE_ADDRESSES lists', async () => {
    addresses = new HealthAddresses(['127.0.0.0/8'])
    expect(await inside(declared({ source: 'manual' }))).toMatchObject({ kind: 'well' })
  })

  it('is no place inside that a person has set over the declaration', async () => {
    const overrides = { health: { url: `${origin}/well` } }
    expect(await inside(declared({ source: 'config-file', overrides }))).toMatchObject(refused)
  })

  it('is not where clouds keep their keys, even on the host of the server', async () => {
    const of = declared({ source: 'dns', endpoint: 'http://169.254.169.254/mcp' })
    const answer = await addresses.ask(of, new URL('http://169.254.169.254/latest/meta-data'), 1_000)
    expect(answer).toMatchObject(refused)
  })
})
