import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { errorsIn, httpSource, look, namesIn } from '@/e2e/fixtures/http-source'
import { servingCatalogues } from '@/e2e/fixtures/serving-catalogues'
import { type RegistryEntry, registryEntry, registryList } from '@/e2e/servers/catalogue/registry'
import { answerWith, type CatalogueServer } from '@/e2e/servers/catalogue/serve'

const serve = servingCatalogues()

const LIST = '/v0.1/servers'
const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => registryEntry(`io.github.acme/s${from + index}`))
const pagesIn = ({ asked }: CatalogueServer) =>
  asked.filter(({ url }) => url.startsWith(LIST)).map(({ url }) => new URL(url, 'http://x').searchParams)

describe('a registry', () => {
  it('of 5,000 entries is read over its pages, and its servers wait for a choice', async () => {
    const all = entries(5_000)
    const server = await serve({ [LIST]: registryList(() => all) })
    const source = httpSource({ urls: [server.base] })
    const snapshot = await look(source)
    expect(snapshot.candidates).toHaveLength(5_000)
    expect(snapshot.problems).toEqual([])
    expect(snapshot.candidates.at(-1)).toMatchObject({
      newServers: 'held',
      spec: {
        name: 'io.github.acme_s4999',
        title: 'io.github.acme/s4999',
        metadata: { registryName: 'io.github.acme/s4999' },
      },
      origin: {
        scope: `${server.base}/`,
        place: `${server.base}${LIST}/io.github.acme%2Fs4999/versions/latest`,
      },
    })
    expect(source.parts()).toMatchObject([{ state: 'ok', detail: 'MCP registry', found: 5_000 }])
    // One look at the base, one at what it might be, then fifty pages.
    expect(server.asked).toHaveLength(52)
  })

  it.each(['', '/', '/v0.1', '/v0.1/servers', '/v0.1/servers?limit=2&cursor=1', '/sub'])(
    'is found at its base, by “%s”',
    async (path) => {
      const prefix = path === '/sub' ? '/sub' : ''
      const { base } = await serve({ [`${prefix}${LIST}`]: registryList(() => entries(3)) })
      expect(namesIn(await look(httpSource({ urls: [`${base}${path}`] })))).toHaveLength(3)
    },
  )

  it('is asked only for what has changed after it was read, and the rest stays', async () => {
    let all = entries(250)
    const server = await serve({ [LIST]: registryList(() => all) })
    const source = httpSource({ urls: [server.base] })
    await look(source)
    const before = pagesIn(server).length
    const updatedAt = '2026-11-01T00:00:00Z'
    all = [
      ...all.slice(2),
      registryEntry('io.github.acme/s0', { status: 'deleted', updatedAt }),
      registryEntry('io.github.acme/s1', { version: '2.0.0', updatedAt }),
      registryEntry('io.github.acme/new', { updatedAt }),
    ]
    await look(source)
    const second = await look(source)
    expect(namesIn(second)).toHaveLength(250)
    expect(namesIn(second)).toContain('io.github.acme_new')
    expect(namesIn(second)).not.toContain('io.github.acme_s0')
    expect(second.candidates.find(({ spec }) => spec.name === 'io.github.acme_s1')?.spec.version).toBe(
      '2.0.0',
    )
    const later = pagesIn(server).slice(before)
    expect(later.at(-1)?.get('updated_since')).toBe('2026-10-31T23:59:59.000Z')
    // 248 entries carry the time that was the latest at first; then only three are newer.
    expect(later).toHaveLength(4)
  })

  it('is read whole again after a day, so that what was erased goes', async () => {
    const clock = new FakeClock()
    let all = entries(3)
    const { base } = await serve({ [LIST]: registryList(() => all) })
    const source = httpSource({ urls: [base] }, { clock })
    await look(source)
    all = all.slice(1)
    expect(namesIn(await look(source))).toHaveLength(3)
    clock.advance(86_400_000)
    expect(namesIn(await look(source))).toHaveLength(2)
  })

  it('that ignores version=latest still gives each server once, in its latest version', async () => {
    const all = [
      registryEntry('a/x', { version: '1.0.0', isLatest: false }),
      registryEntry('a/x', { version: '2.0.0' }),
      registryEntry('a/x', { version: '1.5.0', isLatest: false }),
    ]
    const { base } = await serve({ [LIST]: answerWith({ servers: all, metadata: { count: 3 } }) })
    const { candidates } = await look(httpSource({ urls: [base] }))
    expect(candidates.map(({ spec }) => spec.version)).toEqual(['2.0.0'])
  })

  it('whose cursor repeats is told, and what it gave until then is not lost', async () => {
    const { base } = await serve({
      [LIST]: ({ url }, response) => {
        const cursor = new URL(url, 'http://x').searchParams.get('cursor')
        const servers = entries(2, cursor === null ? 0 : cursor === 'a' ? 2 : 4)
        response.end(JSON.stringify({ servers, metadata: { nextCursor: cursor === 'a' ? 'b' : 'a' } }))
      },
    })
    const snapshot = await look(httpSource({ urls: [base] }))
    expect(errorsIn(snapshot)).toEqual(["The registry's cursor repeats after page 3: its list never ends"])
    expect(snapshot.unreadable).toEqual([`${base}/`])
    expect(namesIn(snapshot)).toHaveLength(6)
  })

  it('that breaks off goes on at its page the next time', async () => {
    const all = entries(300)
    const list = registryList(() => all)
    let isBroken = true
    const server = await serve({
      [LIST]: (asked, response) => {
        const cursor = new URL(asked.url, 'http://x').searchParams.get('cursor')
        if (isBroken && cursor === '200') response.writeHead(502).end()
        else return list(asked, response)
      },
    })
    const source = httpSource({ urls: [server.base] })
    const first = await look(source)
    expect(namesIn(first)).toHaveLength(200)
    expect(first.unreadable).toEqual([`${server.base}/`])
    expect(source.parts()).toMatchObject([
      { state: 'failing', detail: expect.stringContaining('fails (502)') as string },
    ])
    isBroken = false
    const before = pagesIn(server).length
    const second = await look(source)
    expect(namesIn(second)).toHaveLength(300)
    expect(second.unreadable).toEqual([])
    expect(
      pagesIn(server)
        .slice(before)
        .map((query) => query.get('cursor')),
    ).toEqual(['200'])
  })

  it('that does not answer later keeps what is known of it', async () => {
    const all = entries(3)
    const list = registryList(() => all)
    let isGone = false
    const { base } = await serve({
      [LIST]: (asked, response) => (isGone ? void response.destroy() : list(asked, response)),
    })
    const source = httpSource({ urls: [base] })
    await look(source)
    isGone = true
    const snapshot = await look(source)
    expect(namesIn(snapshot)).toHaveLength(3)
    expect(snapshot.unreadable).toEqual([`${base}/`])
    expect(errorsIn(snapshot)).toEqual([expect.stringContaining('cut the connection')])
  })

  it('with broken entries among good ones tells which, and loses no other', async () => {
    const broken = registryEntry('a/broken', { remotes: [{ type: 'streamable-http', url: 'nowhere' }] })
    const servers = [{ server: 7 }, broken, registryEntry('a/none', { remotes: [] }), ...entries(2)]
    const { base } = await serve({ [LIST]: answerWith({ servers, metadata: {} }) })
    const snapshot = await look(httpSource({ urls: [base] }))
    expect(namesIn(snapshot)).toHaveLength(2)
    expect(errorsIn(snapshot)).toHaveLength(3)
  })
})

describe('what a registry lists', () => {
  const one = async (entry: RegistryEntry, url: object = {}) => {
    const { base } = await serve({ [LIST]: answerWith({ servers: [entry], metadata: {} }) })
    return look(httpSource({ urls: [{ url: base, ...url }] }))
  }

  it('as a program to install is left out, and counted', async () => {
    const packages = [
      { registryType: 'npm', identifier: '@acme/x', version: '1.0.0', transport: { type: 'stdio' } },
    ]
    const snapshot = await one(registryEntry('a/x', { remotes: [], packages }))
    expect(snapshot.candidates).toEqual([])
    expect(snapshot.problems).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/^1 servers? \(a\/x\)/) as string },
    ])
  })

  it('with both is taken as what can be reached', async () => {
    const packages = [{ registryType: 'npm', identifier: '@acme/x', transport: { type: 'stdio' } }]
    const { candidates } = await one(registryEntry('a/x', { packages }))
    expect(candidates).toMatchObject([{ spec: { endpoint: { kind: 'remote' } } }])
  })

  it('with a header or a part of its URL to be given waits until that is given', async () => {
    const remotes = [
      {
        type: 'streamable-http',
        url: 'https://{tenant}.example.com/{region}/mcp',
        variables: { tenant: { isRequired: true }, region: { default: 'eu' } },
        headers: [
          { name: 'X-Api-Key', isRequired: true, isSecret: true },
          { name: 'X-Mode', default: 'fast' },
          { name: 'X-More' },
        ],
      },
    ]
    const { candidates } = await one(registryEntry('a/x', { remotes }))
    expect(candidates).toMatchObject([
      {
        declared: {
          url: 'https://${TENANT}.example.com/${REGION:-eu}/mcp',
          headers: { 'X-Api-Key': '${X_API_KEY}' },
        },
        blocked: expect.stringMatching(/TENANT is not set.*X_API_KEY is not set/) as string,
      },
    ])
    expect(candidates[0]?.declared).toMatchObject({
      headers: { 'X-Mode': expect.stringContaining('fast') as string },
    })
  })

  it('as deprecated says so', async () => {
    const entry = registryEntry('a/x', { status: 'deprecated' })
    const { candidates } = await one(entry)
    expect(candidates[0]?.warnings).toEqual(['The registry says that it is deprecated'])
    expect(candidates[0]?.spec.metadata).toMatchObject({ registryStatus: 'deprecated' })
  })

  it('is taken as the settings choose: some only, and let in at once', async () => {
    const { base } = await serve({
      [LIST]: registryList(() => [...entries(20), registryEntry('com.other/x')]),
    })
    const url = { url: base, include: ['com.other/*', '*/s1'], newServers: 'enabled' as const }
    const { candidates } = await look(httpSource({ urls: [url] }))
    expect(candidates.map(({ spec, newServers }) => [spec.name, newServers])).toEqual([
      ['io.github.acme_s1', 'enabled'],
      ['com.other_x', 'enabled'],
    ])
  })
})
