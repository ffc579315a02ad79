import { describe, expect, it, vi } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { errorsIn, httpSource, look, namesIn } from '@/e2e/fixtures/http-source'
import { servingCatalogues } from '@/e2e/fixtures/serving-catalogues'
import { type Answer, answerWith, redirectTo, serveCatalogue } from '@/e2e/servers/catalogue/serve'

const serve = servingCatalogues()

const ours = { servers: { weather: { url: 'https://weather.example.com/mcp', tags: ['sky'] } } }

describe('a document at a URL', () => {
  it.each([
    ['ours in JSON', ours],
    ['ours in YAML', 'servers:\n  weather:\n    url: https://weather.example.com/mcp\n    tags: [sky]\n'],
    ['ours with a byte order mark', `\uFEFF${JSON.stringify(ours)}`],
    ['a client’s', { mcpServers: { weather: { url: 'https://weather.example.com/mcp', tags: ['sky'] } } }],
    ['Codex’s, in TOML', '[mcp_servers.weather]\nurl = "https://weather.example.com/mcp"\ntags = ["sky"]\n'],
  ])('is read: %s', async (_, document) => {
    const { base } = await serve({ '/mcp': answerWith(document) })
    const source = httpSource({ urls: [`${base}/mcp`] })
    const snapshot = await look(source)
    expect(snapshot.candidates).toMatchObject([
      {
        spec: { name: 'weather', endpoint: { url: 'https://weather.example.com/mcp' }, tags: ['sky'] },
        origin: { place: `${base}/mcp`, scope: `${base}/mcp` },
      },
    ])
    expect([snapshot.problems, snapshot.unreadable]).toEqual([[], []])
    expect(source.parts()).toMatchObject([
      { name: `${base}/mcp`, state: 'ok', detail: 'Document of servers', found: 1 },
    ])
  })

  it('is not fetched again while it has not changed, and is read anew when it has', async () => {
    let version = 1
    const answer: Answer = ({ headers }, response) => {
      const etag = `"${version}"`
      if (headers['if-none-match'] === etag) response.writeHead(304, { etag }).end()
      else
        response
          .writeHead(200, { etag })
          .end(JSON.stringify({ servers: { [`v${version}`]: { url: 'https://x.test' } } }))
    }
    const { base, asked } = await serve({ '/d': answer })
    const source = httpSource({ urls: [`${base}/d`] })
    expect(namesIn(await look(source))).toEqual(['v1'])
    expect(namesIn(await look(source))).toEqual(['v1'])
    version = 2
    expect(namesIn(await look(source))).toEqual(['v2'])
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"'])
  })

  it('may tell of its changes by their date', async () => {
    const date = 'Wed, 18 Nov 2026 07:28:00 GMT'
    const answer: Answer = ({ headers }, response) => {
      if (headers['if-modified-since'] === date) response.writeHead(304).end()
      else response.writeHead(200, { 'last-modified': date }).end(JSON.stringify(ours))
    }
    const { base } = await serve({ '/d': answer })
    const source = httpSource({ urls: [`${base}/d`] })
    await look(source)
    expect(namesIn(await look(source))).toEqual(['weather'])
  })

  it('that is “not modified” at first sight is asked for once more without a cache, then told', async () => {
    let stubborn = false
    const answer: Answer = ({ headers }, response) => {
      if (stubborn || headers['cache-control'] !== 'no-cache') response.writeHead(304).end()
      else response.writeHead(200).end(JSON.stringify(ours))
    }
    const { base } = await serve({ '/d': answer })
    expect(namesIn(await look(httpSource({ urls: [`${base}/d`] })))).toEqual(['weather'])
    stubborn = true
    expect(errorsIn(await look(httpSource({ urls: [`${base}/d`] })))).toEqual([
      expect.stringContaining('“not modified” (304) to a question that was asked for the first time'),
    ])
  })

  it('with one broken server loses no other, and keeps what is stored of the broken one', async () => {
    const document = { servers: { good: { url: 'https://good.test' }, bad: { url: 'nowhere' } } }
    const { base } = await serve({ '/d.json': answerWith(document) })
    const snapshot = await look(httpSource({ urls: [`${base}/d.json`] }))
    expect(namesIn(snapshot)).toEqual(['good'])
    expect(snapshot.problems).toMatchObject([
      { severity: 'error', server: 'bad', place: `${base}/d.json`, line: 1 },
    ])
    expect(snapshot.unreadable).toEqual([`${base}/d.json`])
  })

  it.each([
    [
      'HTML at 200',
      answerWith('<!doctype html><p>Welcome', { 'content-type': 'text/html' }),
      'It answered with a web page',
    ],
    ['an empty body', answerWith(''), 'It answered with an empty body'],
    ['JSON that is cut off', answerWith('{"servers": {"a": {"url": "https://a'), /./],
    ['invalid UTF-8', answerWith(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 'not valid UTF-8'],
    ['JSON that declares nothing', answerWith({ status: 'ok' }), 'JSON that declares no servers'],
    ['500', answerWith('oops', {}, 500), 'fails (500)'],
    ['401', answerWith('', { 'www-authenticate': 'Basic realm="x"' }, 401), 'asks for sign-in (401)'],
    [
      '401 with Bearer, of what is no endpoint',
      answerWith('', { 'www-authenticate': 'Bearer' }, 401),
      'asks for sign-in (401)',
    ],
    ['404', answerWith('', {}, 404), 'has nothing at /d (404)'],
    ['a redirect elsewhere', redirectTo('http://127.0.0.1:9/'), 'redirects to another origin'],
  ])('says what is wrong with %s, and what it had stays', async (_, answer, message) => {
    const { base } = await serve({ '/d': answer })
    const source = httpSource({ urls: [`${base}/d`] })
    const snapshot = await look(source)
    expect(errorsIn(snapshot)).toEqual([
      typeof message === 'string' ? expect.stringContaining(message) : expect.any(String),
    ])
    expect(snapshot.candidates).toEqual([])
    expect(snapshot.unreadable).toEqual([`${base}/d`])
    expect(source.everyMs).toBeLessThan(300_000)
  })

  it('that is packed beyond the limit is not read', async () => {
    const { base } = await serve({
      '/d': answerWith(JSON.stringify({ servers: {}, filler: 'x'.repeat(50_000) })),
    })
    expect(errorsIn(await look(httpSource({ urls: [`${base}/d`], maxBytes: 10_000 })))).toEqual([
      'The answer is larger than 10000 bytes, the limit that is set',
    ])
  })
})

describe('many URLs', () => {
  it('are each read for themselves: one that fails harms no other', async () => {
    const { base } = await serve({ '/a': answerWith(ours), '/slow': () => undefined })
    const gone = await serveCatalogue({})
    await gone.close()
    const source = httpSource({ urls: [`${gone.base}/x`, `${base}/slow`, `${base}/a`], timeoutSeconds: 0.3 })
    const snapshot = await look(source)
    expect(namesIn(snapshot)).toEqual(['weather'])
    expect(snapshot.unreadable).toEqual([`${gone.base}/x`, `${base}/slow`])
    expect(errorsIn(snapshot)).toEqual([
      expect.stringContaining('the connection was refused'),
      expect.stringContaining('did not answer within 0.3 s'),
    ])
    expect(source.parts().map(({ state }) => state)).toEqual(['failing', 'failing', 'ok'])
  })

  it('are fetched a few at a time', async () => {
    const waiting: (() => void)[] = []
    const answer: Answer = async (_, response) => {
      await new Promise<void>((resolve) => waiting.push(resolve))
      response.end(JSON.stringify(ours))
    }
    const server = await serve(
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`/${index}`, answer])),
    )
    const urls = Array.from({ length: 50 }, (_, index) => `${server.base}/${index}`)
    const running = look(httpSource({ urls }))
    for (let done = 0; done < 50;) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThanOrEqual(Math.min(6, 50 - done)))
      done += waiting.length
      for (const go of waiting.splice(0)) go()
    }
    await running
    expect(server.mostAtOnce()).toBe(6)
  })

  it('that declare a name twice: the first counts, and a different second one is told', async () => {
    const other = { servers: { weather: { url: 'https://other.example.com/mcp' } } }
    const { base } = await serve({ '/a': answerWith(ours), '/b': answerWith(other), '/c': answerWith(ours) })
    const snapshot = await look(httpSource({ urls: [`${base}/a`, `${base}/b`, `${base}/c`] }))
    expect(snapshot.candidates).toMatchObject([{ origin: { place: `${base}/a` } }])
    expect(snapshot.problems).toMatchObject([
      {
        severity: 'warning',
        server: 'weather',
        place: `${base}/b`,
        message: expect.stringContaining(`${base}/a declares`) as string,
      },
    ])
  })

  it('stop at once when the run is cancelled', async () => {
    const { base } = await serve({ '/a': () => undefined })
    const stop = new AbortController()
    const running = look(httpSource({ urls: [`${base}/a`] }), stop.signal)
    stop.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
  })
})

describe('a server that asks for patience', () => {
  it('is not asked before the time it names', async () => {
    const clock = new FakeClock()
    let busy = true
    const answer: Answer = (_, response) => {
      if (busy) response.writeHead(429, { 'retry-after': '120' }).end()
      else response.end(JSON.stringify(ours))
    }
    const { base, asked } = await serve({ '/d': answer })
    const source = httpSource({ urls: [`${base}/d`] }, { clock })
    expect(errorsIn(await look(source))).toEqual([
      expect.stringContaining('asked too often (429), and asks to come back at'),
    ])
    expect(source.everyMs).toBe(120_000)
    busy = false
    expect(errorsIn(await look(source))).toEqual([
      expect.stringContaining('asked not to be asked again before'),
    ])
    expect(asked).toHaveLength(1)
    clock.advance(120_000)
    expect(namesIn(await look(source))).toEqual(['weather'])
    expect(source.everyMs).toBe(300_000)
  })

  it('that only fails is asked again sooner than usual, later each time', async () => {
    const { base } = await serve({ '/d': answerWith('', {}, 500) })
    const source = httpSource({ urls: [`${base}/d`] }, { clock: new FakeClock() })
    const pauses: number[] = []
    for (let round = 0; round < 6; round++) {
      await look(source)
      pauses.push(source.everyMs)
    }
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000])
  })

  it('is asked again by itself, while the others keep what they said until they are due', async () => {
    const clock = new FakeClock()
    const { base, asked } = await serve({ '/good': answerWith(ours), '/bad': answerWith('', {}, 500) })
    const source = httpSource({ urls: [`${base}/good`, `${base}/bad`] }, { clock })
    const urlsAsked = async (dueOnly: boolean) => {
      asked.splice(0)
      const snapshot = await source.discover(new AbortController().signal, { dueOnly })
      expect(namesIn(snapshot)).toEqual(['weather'])
      expect(snapshot.unreadable).toEqual([`${base}/bad`])
      return asked.filter(({ method }) => method === 'GET').map(({ url }) => url)
    }
    expect(await urlsAsked(true)).toContain('/good')
    expect([source.everyMs, source.retryMs]).toEqual([15_000, undefined])
    clock.advance(14_500)
    expect(await urlsAsked(true)).not.toContain('/good')
    expect(source.everyMs).toBe(30_000)
    expect(await urlsAsked(true)).toEqual([])
    expect(await urlsAsked(false)).toContain('/good')
    clock.advance(290_000)
    expect(await urlsAsked(true)).toContain('/good')
  })
})
