import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestNamed } from '@/e2e/fixtures/named'
import { startRegistry } from '@/e2e/fixtures/registry'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { registryEntry, registryList } from '@/e2e/servers/catalogue/registry'
import { type Answer, answerWith, type CatalogueServer, serveCatalogue } from '@/e2e/servers/catalogue/serve'
import { serversReader } from '@/lib/config/read-servers'
import type { Snapshot } from '@/lib/domain/snapshot'
import { silentLogger } from '@/lib/kit/logger'
import { dnsMethod } from '../dns'

const documentOf = (...names: string[]) =>
  answerWith(
    { servers: Object.fromEntries(names.map((name) => [name, { url: `https://${name}.example.com/mcp` }])) },
    { etag: `"${names.join()}"` },
  )
const pointsAt = (url: string, more = '') => `_mcp TXT "v=mcp1; src=${url}${more}"`
const OWN = '_mcp._tcp SRV 0 0 443 mcp'

const namesIn = ({ candidates }: Snapshot) => candidates.map(({ spec }) => spec.name)
const scopesIn = ({ candidates }: Snapshot) => candidates.map(({ origin }) => origin?.scope)

describe('documents that domains point at', () => {
  let named: TestNamed
  /** The same zones as of a DNS server that has lost one of them. */
  let lossy: TestNamed
  let web: CatalogueServer
  const answers: Record<string, Answer> = {}
  const at = (path: string) => `${web.base}${path}`

  beforeAll(async () => {
    named = await TestNamed.start({ 'a.test': '', 'b.test': '' })
    lossy = await TestNamed.start({ 'a.test': null, 'b.test': '' })
  }, 60_000)
  afterAll(async () => {
    await named.stop()
    await lossy.stop()
  })
  beforeEach(async () => {
    for (const path of Object.keys(answers)) Reflect.deleteProperty(answers, path)
    web = await serveCatalogue(answers)
  })
  afterEach(() => web.close())

  function dns({ server = named, domains = ['a.test'], allowed = ['127.0.0.0/8'], ...settings } = {}) {
    const clock = new FakeClock()
    const source = dnsMethod.create(
      dnsMethod.settings.parse({ domains, resolvers: [server.address()], timeoutSeconds: 3, ...settings }),
      {
        readServers: serversReader(() => undefined),
        variable: () => undefined,
        // Whoever may set up this source may not decide for those that write its domains' records.
        reach: { allowed, isTrusted: () => true },
        clock,
        logger: silentLogger,
        configFiles: { load: () => Promise.reject(new Error('unused')), watch: () => Promise.resolve() },
      },
    )
    if (typeof source === 'string') throw new Error(source)
    const look = async (options: { dueOnly?: boolean } = {}): Promise<Snapshot> =>
      (await source.discover?.(AbortSignal.timeout(20_000), options)) ?? { candidates: [], problems: [] }
    return { source, look, clock }
  }

  it('bring their servers in a scope within their domain’s, and are asked whether they have changed', async () => {
    answers['/all.json'] = ({ headers }, response) => {
      if (headers['if-none-match'] === '"one,two"') response.writeHead(304).end()
      else void documentOf('one', 'two')({ headers, method: 'GET', url: '', body: '' }, response)
    }
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'), '; colour=blue')}`)
    const { source, look } = dns()
    const first = await look()
    const scope = `a.test › ${at('/all.json')}`
    expect(namesIn(first)).toEqual(['a.test', 'one', 'two'])
    expect(scopesIn(first)).toEqual(['a.test', scope, scope])
    expect(first.candidates[1]?.origin).toMatchObject({ place: at('/all.json'), line: 1 })
    expect(first.problems.map(({ message }) => message)).toEqual(['colour= is not known here'])
    expect(first.unreadable).toEqual([])
    expect(source.parts?.()).toMatchObject([
      { name: 'a.test', state: 'ok', found: 1 },
      { name: scope, state: 'ok', found: 2, detail: 'Document of servers' },
    ])
    expect(await look()).toEqual(first)
    expect(web.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"one,two"'])
  })

  it('may be a registry, whose servers wait for a person’s word', async () => {
    answers['/v0.1/servers'] = registryList(() => [registryEntry('com.example/weather')])
    await named.setZone('a.test', `_mcp TXT "v=mcp1; registry=${web.base}"`)
    const { registry } = await startRegistry()
    await registry.apply('dns', await dns().look(), { newServers: 'enabled' })
    expect(registry.all()).toEqual([])
    expect(registry.held({ state: 'held', limit: 10 }).items).toMatchObject([
      { source: 'dns', name: 'com.example_weather' },
    ])
  })

  it('are read at public addresses only, and at those that Portolan is allowed', async () => {
    answers['/all.json'] = documentOf('one')
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'))}`)
    const snapshot = await dns({ allowed: [] }).look()
    expect(namesIn(snapshot)).toEqual(['a.test'])
    expect(snapshot.unreadable).toEqual([`a.test › ${at('/all.json')}`])
    expect(snapshot.problems).toMatchObject([
      {
        severity: 'error',
        place: `a.test › ${at('/all.json')}`,
        message: expect.stringContaining('PORTOLAN_PRIVATE_ADDRESSES') as string,
      },
    ])
    expect(web.asked).toEqual([])
  })

  it('that fail keep and age their own servers, and no others', async () => {
    answers['/all.json'] = documentOf('one')
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'))}`)
    const { registry, clock } = await startRegistry({ failing: { graceMs: 60_000, staleMs: 600_000 } })
    const { source, look } = dns()
    const stale = () => registry.all().filter(({ spec }) => registry.detail(spec.name).stale)
    await registry.apply('dns', await look())

    answers['/all.json'] = answerWith('oops', {}, 500)
    expect(await registry.apply('dns', await look())).toMatchObject({ removed: [], changed: [] })
    expect(source.parts?.()).toMatchObject([{ state: 'ok' }, { state: 'failing' }])
    clock.advance(61_000)
    await registry.expire()
    expect(stale().map(({ spec }) => spec.name)).toEqual(['one'])

    // The domain's own server is neither kept nor aged with it.
    await named.setZone('a.test', pointsAt(at('/all.json')))
    expect((await registry.apply('dns', await look())).removed).toEqual(['a.test'])

    answers['/all.json'] = documentOf('one')
    await registry.apply('dns', await look())
    expect(stale()).toEqual([])
  })

  it('go with the record that named them', async () => {
    answers['/all.json'] = documentOf('one', 'two')
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'))}`)
    const { registry } = await startRegistry()
    const { source, look } = dns()
    await registry.apply('dns', await look())
    await named.setZone('a.test', OWN)
    expect((await registry.apply('dns', await look())).removed).toEqual(['one', 'two'])
    expect(source.parts?.()).toHaveLength(1)
  })

  it('stay when Portolan starts anew while their domain can’t be looked up', async () => {
    answers['/all.json'] = documentOf('one')
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'))}`)
    await named.setZone('b.test', OWN)
    await lossy.setZone('b.test', OWN)
    const domains = ['a.test', 'b.test']
    const { registry } = await startRegistry()
    await registry.apply('dns', await dns({ domains }).look())
    const { source, look } = dns({ domains, server: lossy })
    expect(await registry.apply('dns', await look())).toMatchObject({ removed: [], changed: [] })
    expect(registry.all().map(({ spec }) => spec.name)).toEqual(['a.test', 'b.test', 'one'])
    expect(source.parts?.()).toMatchObject([
      { name: 'a.test', state: 'failing' },
      { name: 'b.test', state: 'ok' },
    ])
  })

  it('of two domains are read once, and stay as long as one names them and while either can’t be told', async () => {
    answers['/all.json'] = documentOf('one')
    await named.setZone('a.test', pointsAt(at('/all.json')))
    await named.setZone('b.test', pointsAt(at('/all.json')))
    const { registry } = await startRegistry()
    const { look } = dns({ domains: ['a.test', 'b.test'] })
    const both = await look()
    expect(scopesIn(both)).toEqual([`a.test › ${at('/all.json')}`])
    expect(web.asked).toHaveLength(1)
    await registry.apply('dns', both)

    answers['/all.json'] = answerWith('oops', {}, 500)
    const broken = await look()
    expect(broken.unreadable).toEqual([`a.test › ${at('/all.json')}`, `b.test › ${at('/all.json')}`])
    expect((await registry.apply('dns', broken)).removed).toEqual([])

    answers['/all.json'] = documentOf('one')
    await named.setZone('a.test', '')
    const second = await look()
    expect(scopesIn(second)).toEqual([`b.test › ${at('/all.json')}`])
    expect((await registry.apply('dns', second)).removed).toEqual([])

    await named.setZone('b.test', '')
    expect((await registry.apply('dns', await look())).removed).toEqual(['one'])
  })

  it('give way to what the records say of a server of the same name', async () => {
    answers['/all.json'] = answerWith({ servers: { 'a.test': { url: 'https://elsewhere.example/mcp' } } })
    await named.setZone('a.test', `${OWN}\n${pointsAt(at('/all.json'))}`)
    const { candidates, problems } = await dns().look()
    expect(candidates.map(({ spec }) => spec.endpoint)).toMatchObject([{ url: 'https://mcp.a.test/mcp' }])
    expect(problems).toMatchObject([
      {
        server: 'a.test',
        message: expect.stringContaining('as the server of _mcp._tcp.a.test SRV') as string,
      },
    ])
  })

  it('have a pace of their own: one that fails is asked again sooner, and nothing else with it', async () => {
    answers['/good.json'] = documentOf('one')
    answers['/bad.json'] = answerWith('oops', {}, 500)
    await named.setZone('a.test', `${pointsAt(at('/good.json'))}\n${pointsAt(at('/bad.json'))}`)
    const { source, look, clock } = dns()
    await look()
    expect(source.everyMs).toBe(30_000)
    web.asked.splice(0)
    clock.advance(30_000)
    const again = await look({ dueOnly: true })
    expect(web.asked.map(({ url }) => url)).toEqual(['/bad.json'])
    expect(namesIn(again)).toEqual(['one'])
    expect(again.unreadable).toEqual([`a.test › ${at('/bad.json')}`])
  })
})
