import { setTimeout as delay } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { SELF_SIGNED } from '@/e2e/servers/catalogue/self-signed'
import {
  type Answer,
  answerWith,
  type CatalogueServer,
  redirectTo,
  serveCatalogue,
} from '@/e2e/servers/catalogue/serve'
import { anyAddress, publicOr } from './address-rules'
import { isAppError } from './app-error'
import { GuardedFetch, type GuardedFetchOptions, type GuardedRequest } from './guarded-fetch'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function serve(...given: Parameters<typeof serveCatalogue>): Promise<CatalogueServer> {
  const server = await serveCatalogue(...given)
  cleanups.push(() => server.close())
  return server
}

function fetcher(options: Partial<GuardedFetchOptions> = {}): GuardedFetch {
  const made = new GuardedFetch({ rule: anyAddress, limitMs: 10_000, maxBytes: 100_000, ...options })
  cleanups.push(() => made.close())
  return made
}

function get(url: string, options: Partial<GuardedFetchOptions> = {}, wanted: Partial<GuardedRequest> = {}) {
  return fetcher(options).fetch(new URL(url), {
    accept: '*/*',
    signal: new AbortController().signal,
    ...wanted,
  })
}

/** `code: message` of what it fails with. */
async function failure(task: Promise<unknown>): Promise<string> {
  const error: unknown = await task.then(
    () => 'It did not fail',
    (reason: unknown) => reason,
  )
  return isAppError(error) ? `${error.code}: ${error.message}` : String(error)
}

describe('a guarded fetch', () => {
  it('brings the answer whole, with its status and headers', async () => {
    const { base } = await serve({ '/a': answerWith('hello', { 'X-Mark': '1' }, 418) })
    const answer = await get(`${base}/a`)
    expect([answer.status, answer.headers['x-mark'], answer.body.toString()]).toEqual([418, '1', 'hello'])
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('unpacks %s', async (encoding, pack) => {
    const { base } = await serve({ '/': answerWith(pack('hello'), { 'content-encoding': encoding }) })
    expect((await get(base)).body.toString()).toBe('hello')
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('stops unpacking a %s bomb at the limit', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(20_000_000))
    const { base } = await serve({ '/': answerWith(bomb, { 'content-encoding': encoding }) })
    const before = process.memoryUsage().arrayBuffers
    expect(await failure(get(base))).toBe(
      'too-large: The answer is larger than 0.1 MB, the limit that is set',
    )
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(15_000_000)
  })

  it('stops at the limit of a body that never ends, and of one that says it is too large', async () => {
    let sent = 0
    const endless: Answer = async (_, response) => {
      while (!response.destroyed && sent < 1e9) {
        sent += 65_536
        if (!response.write(Buffer.alloc(65_536))) await delay(1)
      }
    }
    const { base } = await serve({ '/endless': endless, '/large': answerWith('x'.repeat(200_000)) })
    expect(await failure(get(`${base}/endless`))).toMatch(/^too-large/)
    expect(sent).toBeLessThan(100_000_000)
    expect(await failure(get(`${base}/large`))).toMatch(/^too-large/)
  })

  it('waits neither for headers nor for a body longer than its limit', async () => {
    const hang: Answer = () => undefined
    const drip: Answer = async (_, response) => {
      while (!response.destroyed) {
        response.write('.')
        await delay(5)
      }
    }
    const { base, port } = await serve({ '/hang': hang, '/drip': drip })
    const expected = `timed-out: 127.0.0.1:${port} did not answer within 0.2 s`
    expect(await failure(get(`${base}/hang`, { limitMs: 200 }))).toBe(expected)
    expect(await failure(get(`${base}/drip`, { limitMs: 200 }))).toBe(expected)
  })

  it('ends at once when it is told to', async () => {
    const { base } = await serve({ '/': () => undefined })
    const stop = new AbortController()
    const running = get(base, {}, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })

  it('says what keeps it from answers', async () => {
    const { base, port, close } = await serve({
      '/broken': answerWith('no gzip', { 'content-encoding': 'gzip' }),
    })
    expect(await failure(get(`${base}/broken`))).toMatch(/^protocol-error: .* gzip, and is broken/)
    expect(await failure(get('ftp://127.0.0.1/x'))).toMatch(/^forbidden: Only http/)
    expect(await failure(get(`https://127.0.0.1:${port}/`))).toContain('does not speak TLS')
    expect(await failure(get(base, {}, { headers: { 'x-a': 'two\nlines' } }))).toMatch(
      /^bad-input: .*headers that are set/,
    )
    await close()
    expect(await failure(get(base))).toBe(
      `unreachable: Nothing listens at 127.0.0.1:${port}: the connection was refused`,
    )
    const resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
    expect(await failure(get('http://nowhere.test/', { resolve }))).toBe(
      'unreachable: The name nowhere.test is not known to DNS',
    )
  })

  it('names a certificate that nobody trusts', async () => {
    const { base } = await serve({ '/': answerWith('hello') }, { tls: SELF_SIGNED })
    expect(await failure(get(base))).toMatch(
      /is not trusted \(depth zero self signed cert\).*NODE_EXTRA_CA_CERTS/,
    )
  })

  it('tells of a connection that is cut in the middle of an answer', async () => {
    const cut: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    }
    const { base } = await serve({ '/': cut })
    expect(await failure(get(base))).toMatch(/^unreachable: .* cut the connection/)
  })

  it('reads an event stream that stays open up to its first event', async () => {
    const stream: Answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\nevent: a\ndata: 1\n\n')
    }
    const { base } = await serve({ '/': stream })
    expect((await get(base)).body.toString()).toContain('data: 1')
  })
})

describe('redirects', () => {
  it('are followed on the same origin', async () => {
    const { base } = await serve({
      '/a': redirectTo('/b'),
      '/b': redirectTo('c', 308),
      '/c': answerWith('here'),
    })
    const answer = await get(`${base}/a`)
    expect([answer.body.toString(), answer.url.pathname]).toEqual(['here', '/c'])
  })

  it('to another origin are refused unless they are allowed, and go without what was meant for the first', async () => {
    const other = await serve({ '/x': answerWith('elsewhere') })
    const { base } = await serve({ '/a': redirectTo(`${other.base}/x`) })
    const wanted = { headers: { authorization: 'Bearer secret', 'x-key': 'secret' } }
    expect(await failure(get(`${base}/a`, {}, wanted))).toMatch(
      /^forbidden: .* another origin, .*name that URL/,
    )
    expect(other.asked).toEqual([])
    expect((await get(`${base}/a`, { allowRedirects: true }, wanted)).body.toString()).toBe('elsewhere')
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization')
    expect(other.asked[0]?.headers).not.toHaveProperty('x-key')
  })

  it('that lead in a circle, or on and on, end', async () => {
    const { base } = await serve({
      '/a': redirectTo('/b'),
      '/b': redirectTo('/a'),
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [`/${index}`, redirectTo(`/${index + 1}`)]),
      ),
    })
    expect(await failure(get(`${base}/a`))).toContain('lead in a circle')
    expect(await failure(get(`${base}/0`))).toContain('redirects more than 5 times')
  })

  it('to other schemes are refused', async () => {
    const { base } = await serve({ '/a': redirectTo('file:///etc/passwd'), '/b': redirectTo('http://') })
    expect(await failure(get(`${base}/a`, { allowRedirects: true }))).toMatch(/^forbidden: Only http/)
    expect(await failure(get(`${base}/b`))).toContain('redirects to what is no address')
  })
})

describe('the guard', () => {
  it.each([
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '2130706433',
    '0x7f.1',
    'localhost',
    'x.localhost',
  ])('does not even knock at %s when only public addresses are allowed', async (host) => {
    const { port, asked } = await serve({ '/': answerWith('inside') })
    expect(await failure(get(`http://${host}:${port}/`, { rule: publicOr([]) }))).toMatch(
      /^forbidden: .*only an administrator may let Portolan reach/,
    )
    expect(asked).toEqual([])
  })

  it('refuses a name one of whose addresses is inside', async () => {
    const { port, asked } = await serve({ '/': answerWith('inside') })
    const resolve = () =>
      Promise.resolve([
        { address: '192.0.2.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])
    const rule = publicOr(['192.0.2.0/24'])
    expect(await failure(get(`http://mixed.test:${port}/`, { rule, resolve }))).toContain(
      'mixed.test leads to 127.0.0.1, a loopback address',
    )
    expect(asked).toEqual([])
  })

  it('connects to the address that it checked, though the name answers otherwise the next time', async () => {
    const outside = await serve({ '/': answerWith('outside') })
    const inside = await serve({ '/': answerWith('inside') }, { host: '127.0.0.2', port: outside.port })
    let asked = 0
    // Every second answer leads inside.
    const resolve = () =>
      Promise.resolve([{ address: ++asked % 2 === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }])
    const url = `http://rebound.test:${outside.port}/`
    const rule = publicOr(['127.0.0.1'])
    const outcomes: string[] = []
    for (let round = 0; round < 4; round++) {
      outcomes.push(
        await get(url, { rule, resolve }).then(
          ({ body }) => body.toString(),
          () => 'refused',
        ),
      )
    }
    expect(outcomes).toEqual(['outside', 'refused', 'outside', 'refused'])
    expect(inside.asked).toEqual([])
  })

  it('checks where a redirect leads as it checked the first address', async () => {
    const inside = await serve({ '/': answerWith('inside') }, { host: '127.0.0.2' })
    const { base } = await serve({ '/': redirectTo(`${inside.base}/`) })
    const rule = publicOr(['127.0.0.1'])
    expect(await failure(get(base, { rule, allowRedirects: true }))).toMatch(/^forbidden: 127\.0\.0\.2 is/)
    expect(inside.asked).toEqual([])
  })

  it('remembers which hosts were inside', async () => {
    const { base } = await serve({ '/': answerWith('x') })
    const made = fetcher()
    const url = new URL(base)
    expect(made.isInside(url)).toBe(false)
    await made.fetch(url, { accept: '*/*', signal: new AbortController().signal })
    expect(made.isInside(url)).toBe(true)
  })
})
