import { describe, expect, it } from 'vitest'
import { errorsIn, httpSource, look, namesIn } from '@/e2e/fixtures/http-source'
import { servingCatalogues } from '@/e2e/fixtures/serving-catalogues'
import { type Answer, answerWith } from '@/e2e/servers/catalogue/serve'

const serve = servingCatalogues()

const CARD = 'application/mcp-server-card+json'
const NESTED = 'application/ai-catalog+json'
const WELL_KNOWN = '/.well-known/ai-catalog.json'

const card = (name: string) => ({
  $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
  name,
  version: '1.0.0',
  description: `What ${name} does`,
  remotes: [{ type: 'streamable-http', url: `https://${name.replace('/', '.')}.example.com/mcp` }],
})
const catalogue = (...entries: object[]) => answerWith({ specVersion: '1.0', entries })
const entry = (url: string, type = CARD) => ({ identifier: `urn:air:example.com:${url}`, type, url })

describe('an AI catalogue', () => {
  it('at the well-known place of a site is read, with its cards, inline and linked, and catalogues in it', async () => {
    const { base } = await serve({
      [WELL_KNOWN]: catalogue(
        { ...entry('/weather/server-card'), displayName: 'The weather', tags: ['sky'] },
        { identifier: 'urn:inline', type: CARD, data: card('com.example/inline') },
        { identifier: 'urn:older', mediaType: 'application/mcp-server+json', url: 'older' },
        entry('/more.json', NESTED),
        { identifier: 'urn:agent', type: 'application/a2a-agent-card+json', url: '/agent' },
      ),
      '/weather/server-card': answerWith(card('com.example/weather'), { 'content-type': CARD }),
      '/.well-known/older': answerWith(card('com.example/older')),
      '/more.json': catalogue(entry('/deep/server-card')),
      '/deep/server-card': answerWith(card('com.example/deep')),
    })
    const source = httpSource({ urls: [base] })
    const snapshot = await look(source)
    expect(namesIn(snapshot)).toEqual(
      ['weather', 'inline', 'older', 'deep'].map((name) => `com.example_${name}`),
    )
    expect([snapshot.problems, snapshot.unreadable]).toEqual([[], []])
    expect(snapshot.candidates[0]).toMatchObject({
      spec: { tags: ['sky'], metadata: { registryName: 'com.example/weather' } },
      origin: { place: `${base}/weather/server-card`, scope: `${base}/` },
    })
    expect(source.parts()).toMatchObject([{ state: 'ok', detail: 'AI catalogue', found: 4 }])
  })

  it('that leads back to itself is read once, and told', async () => {
    const server = await serve({
      '/a.json': catalogue(entry('/b.json', NESTED), entry('/card')),
      '/b.json': catalogue(entry('/a.json', NESTED), entry('/b.json#self', NESTED), entry('/card')),
      '/card': answerWith(card('com.example/x')),
    })
    const snapshot = await look(httpSource({ urls: [`${server.base}/a.json`] }))
    expect(namesIn(snapshot)).toEqual(['com.example_x'])
    expect(snapshot.problems).toMatchObject([
      {
        severity: 'warning',
        place: `${server.base}/a.json`,
        message: expect.stringContaining('lists itself') as string,
      },
      { severity: 'warning', place: `${server.base}/b.json` },
    ])
    expect(server.asked.map(({ url }) => url).toSorted()).toEqual(['/a.json', '/b.json', '/card'])
  })

  it('is not followed deeper than a few levels', async () => {
    const levels = Array.from({ length: 12 }, (_, level): [string, Answer] => [
      `/${level}.json`,
      catalogue(entry(`/${level + 1}.json`, NESTED), { type: CARD, data: card(`com.example/l${level}`) }),
    ])
    const server = await serve(Object.fromEntries(levels))
    const snapshot = await look(httpSource({ urls: [`${server.base}/0.json`] }))
    expect(namesIn(snapshot)).toHaveLength(6)
    expect(errorsIn(snapshot)).toEqual([expect.stringContaining('nested deeper than 5 catalogues')])
  })

  it('with an entry that can’t be read loses no other, and keeps what is stored of that one', async () => {
    const { base } = await serve({
      '/c.json': catalogue(
        entry('/good'),
        entry('/broken'),
        entry('/page'),
        entry('/gone'),
        { type: CARD, identifier: 'urn:neither' },
        entry('http://'),
        entry('/registry'),
      ),
      '/good': answerWith(card('com.example/good')),
      '/broken': answerWith('', {}, 500),
      '/page': answerWith('<!doctype html>'),
      '/registry': answerWith({ servers: [], metadata: { count: 0 } }),
    })
    const snapshot = await look(httpSource({ urls: [`${base}/c.json`] }))
    expect(namesIn(snapshot)).toEqual(['com.example_good'])
    expect(errorsIn(snapshot)).toHaveLength(6)
    expect(snapshot.unreadable).toEqual(['/broken', '/page', '/gone'].map((path) => base + path))
  })

  it('whose inner catalogue is away keeps what that listed, and goes on about the rest', async () => {
    let isAway = false
    const inner: Answer = (asked, response) =>
      isAway ? void response.writeHead(500).end() : catalogue(entry('/deep'))(asked, response)
    const { base } = await serve({
      '/c.json': catalogue(
        entry('/inner.json', NESTED),
        { identifier: 'urn:good', type: CARD, data: card('com.example/good') },
        { identifier: 'urn:bad', type: CARD, data: 'none' },
      ),
      '/inner.json': inner,
      '/deep': answerWith(card('com.example/deep')),
    })
    const urls = [`${base}/c.json`]
    const source = httpSource({ urls })
    expect(namesIn(await look(source))).toEqual(['com.example_deep', 'com.example_good'])
    isAway = true
    const snapshot = await look(source)
    expect(namesIn(snapshot)).toEqual(['com.example_good'])
    expect(snapshot.unreadable).toEqual(
      ['/inner.json', '/deep', '/c.json#urn:bad'].map((path) => base + path),
    )
    // After a restart nobody knows what it listed, so all that is stored stays.
    expect((await look(httpSource({ urls }))).unreadable).toContain(`${base}/c.json`)
  })

  it('reads again only those of its cards that have changed', async () => {
    let version = 1
    const tagged =
      (etag: () => string, body: () => unknown): Answer =>
      ({ headers }, response) => {
        if (headers['if-none-match'] === etag()) response.writeHead(304).end()
        else response.writeHead(200, { etag: etag() }).end(JSON.stringify(body()))
      }
    const { base, asked } = await serve({
      '/c.json': tagged(
        () => '"c"',
        () => ({ specVersion: '1.0', entries: [entry('/a'), entry('/b')] }),
      ),
      '/a': tagged(
        () => '"a"',
        () => card('com.example/a'),
      ),
      '/b': tagged(
        () => `"b${version}"`,
        () => card(`com.example/b${version}`),
      ),
    })
    const source = httpSource({ urls: [`${base}/c.json`] })
    await look(source)
    version = 2
    expect(namesIn(await look(source))).toEqual(['com.example_a', 'com.example_b2'])
    expect(asked).toHaveLength(6)
  })

  it('that lists other things only says so', async () => {
    const { base } = await serve({ '/c.json': catalogue(entry('/a', 'application/a2a-agent-card+json')) })
    const snapshot = await look(httpSource({ urls: [`${base}/c.json`] }))
    expect(snapshot.problems).toMatchObject([
      { severity: 'warning', message: 'None of the 1 entries of this catalogue is an MCP server' },
    ])
    expect(snapshot.unreadable).toEqual([])
  })
})

describe('a server card', () => {
  it.each(['/mcp/server-card', '/.well-known/mcp/server-card.json', '/.well-known/mcp.json'])(
    'is found from the server’s URL at %s',
    async (path) => {
      const { base } = await serve({ [path]: answerWith(card('com.example/weather')) })
      const source = httpSource({ urls: [`${base}/mcp`] })
      expect(namesIn(await look(source))).toEqual(['com.example_weather'])
      expect(source.parts()).toMatchObject([{ detail: 'Server card' }])
    },
  )

  it('of an earlier draft is found from the site, and its URL is the site’s', async () => {
    const old = {
      serverInfo: { name: 'weather', version: '2' },
      transport: { type: 'streamable-http', endpoint: '/mcp' },
    }
    const { base } = await serve({ '/.well-known/mcp/server-card.json': answerWith(old) })
    expect((await look(httpSource({ urls: [base] }))).candidates).toMatchObject([
      {
        spec: {
          name: 'weather',
          version: '2',
          endpoint: { url: `${base}/mcp`, transport: 'streamable-http' },
        },
      },
    ])
  })

  it('is asked for directly once it was found', async () => {
    const server = await serve({ '/mcp/server-card': answerWith(card('com.example/weather')) })
    const source = httpSource({ urls: [`${server.base}/mcp`] })
    await look(source)
    server.asked.splice(0)
    await look(source)
    expect(server.asked.map(({ url }) => url)).toEqual(['/mcp/server-card'])
  })

  it('that says nothing of where its server is, is told when it was named itself', async () => {
    const { base } = await serve({ '/card.json': answerWith({ ...card('com.example/x'), remotes: [] }) })
    expect(errorsIn(await look(httpSource({ urls: [`${base}/card.json`] })))).toHaveLength(1)
  })
})
