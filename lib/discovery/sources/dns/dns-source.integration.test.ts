import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestNamed } from '@/e2e/fixtures/named'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Source, SourceParts } from '../../source'
import { dnsMethod } from '../dns'

const signal = () => AbortSignal.timeout(20_000)
const nothing: Snapshot = { candidates: [], problems: [] }
const parts: SourceParts = {
  readServers: () => nothing,
  variable: () => undefined,
  clock: new FakeClock(),
  logger: silentLogger,
  configFiles: { load: () => Promise.resolve(nothing), watch: () => Promise.resolve() },
}

function dns(settings: Record<string, unknown>): Source {
  const source = dnsMethod.create(dnsMethod.settings.parse({ timeoutSeconds: 3, ...settings }), parts)
  if (typeof source === 'string') throw new Error(source)
  return source
}

const discover = async (source: Source) => (await source.discover?.(signal())) ?? nothing

describe('the records of a real DNS server', () => {
  let named: TestNamed
  const at = (settings: Record<string, unknown>) => dns({ resolvers: [named.address()], ...settings })

  beforeAll(async () => {
    const chain = Array.from({ length: 4 }, (_, step) => `link${step} CNAME link${step + 1}`).join('\n')
    const many = Array.from(
      { length: 40 },
      (_, index) =>
        `_mcp TXT "v=mcp1; endpoint=https://server-${index}.big.test/mcp; " "tags=number-${index}"`,
    )
    named = await TestNamed.start({
      'harbour.test': '_mcp._tcp SRV 0 0 8443 mcp.harbour.test.',
      'fleet.test': `
        _mcp._tcp SRV 20 0 443 spare
        _mcp._tcp SRV 10 5 3000 second
        _mcp._tcp SRV 10 50 3000 first
        _mcp TXT "v=mcp1; path=/fleet; transport=sse; tags=ships,sail"`,
      'text.test': `
        _mcp TXT "v=mcp1; endpoint=https://files.text.test/mcp; tags=files"
        _mcp TXT ( "v=mcp1; end" "point=\\"https://search.text.test:8443/v2?a=1\\\\;b=2/mcp\\"; tra" "nsport=http" )
        _mcp TXT "v=mcp1; endpoint=ftp://nowhere"
        _mcp TXT "v=mcp1; registry=http://127.0.0.1:9/"
        _mcp TXT "v=spf1 -all"
        _mcp._tcp TXT "v=mcp1; endpoint=http://[fd00::7]:3001/mcp; colour=blue"`,
      'big.test': many.join('\n'),
      'alias.test': `${chain}\n_mcp._tcp CNAME link0\nlink4 SRV 1 1 80 target\n_mcp CNAME _mcp.text.test.`,
      'round.test': '_mcp._tcp CNAME _mcp._udp\n_mcp._udp CNAME _mcp._tcp',
      'brief.test': '_mcp._tcp 0 SRV 0 0 80 target',
      'empty.test': 'www A 127.0.0.1',
      'closed.test': '_mcp._tcp SRV 0 0 0 .',
      'six.test': '_mcp._tcp SRV 0 0 9000 six\nsix AAAA ::1\n_tools._tcp SRV 0 0 9001 six',
      'changing.test': '_mcp._tcp 5 SRV 0 0 80 one',
      'example.com': '',
      'unloaded.test': null,
    })
  }, 60_000)
  afterAll(() => named.stop())

  it('make a server of an SRV record, called as its domain', async () => {
    const snapshot = await discover(at({ domains: ['Harbour.Test.'] }))
    expect(snapshot).toEqual({
      candidates: [
        {
          spec: expect.objectContaining({
            name: 'harbour.test',
            endpoint: {
              kind: 'remote',
              transport: 'streamable-http',
              url: 'https://mcp.harbour.test:8443/mcp',
              headers: {},
            },
            metadata: {},
          }) as unknown,
          origin: { place: '_mcp._tcp.harbour.test SRV', scope: 'harbour.test' },
          warnings: [],
        },
      ],
      problems: [],
      unreadable: [],
    })
  })

  it('make one server of several targets: the first by priority and weight, the others kept in order', async () => {
    const { candidates, problems } = await discover(at({ domains: ['fleet.test'] }))
    expect(candidates).toHaveLength(1)
    expect(candidates[0]?.spec).toMatchObject({
      name: 'fleet.test',
      endpoint: { transport: 'sse', url: 'http://first.fleet.test:3000/fleet' },
      tags: ['ships', 'sail'],
      metadata: {
        endpoints: [
          { url: 'http://first.fleet.test:3000/fleet', priority: 10, weight: 50 },
          { url: 'http://second.fleet.test:3000/fleet', priority: 10, weight: 5 },
          { url: 'https://spare.fleet.test/fleet', priority: 20, weight: 0 },
        ],
      },
    })
    expect(problems).toEqual([])
  })

  it('name endpoints in TXT records of several strings, and tell what is bad or not for this source', async () => {
    const { candidates, problems } = await discover(at({ domains: ['text.test'] }))
    expect(candidates.map(({ spec }) => [spec.name, 'url' in spec.endpoint && spec.endpoint.url])).toEqual([
      ['search.text.test-8443-v2', 'https://search.text.test:8443/v2?a=1;b=2/mcp'],
      ['fd00-7-3001', 'http://[fd00::7]:3001/mcp'],
      ['files.text.test', 'https://files.text.test/mcp'],
    ])
    expect(problems.map(({ severity, place, message }) => `${severity} ${place ?? ''}: ${message}`)).toEqual([
      expect.stringContaining(
        'error _mcp.text.test TXT: endpoint=ftp://nowhere is no http:// or https:// URL',
      ),
      'warning _mcp._tcp.text.test TXT: colour= is not known here',
      expect.stringContaining('error text.test › http://127.0.0.1:9/: 127.0.0.1'),
    ])
  })

  it('come over TCP where they do not fit into a datagram', async () => {
    const { candidates } = await discover(at({ domains: ['big.test'] }))
    expect(candidates).toHaveLength(40)
    expect(candidates.find(({ spec }) => spec.name === 'server-7.big.test')?.spec.tags).toEqual(['number-7'])
  })

  it('are found behind aliases, also those of other zones', async () => {
    const { candidates } = await discover(at({ domains: ['alias.test'] }))
    expect(candidates.map(({ spec }) => spec.name)).toEqual([
      'alias.test',
      'search.text.test-8443-v2',
      'files.text.test',
    ])
  })

  it('that lead in a circle harm their own domain only', async () => {
    const source = at({ domains: ['round.test', 'harbour.test'] })
    const { candidates, problems, unreadable } = await discover(source)
    expect(candidates).toHaveLength(1)
    expect(unreadable).toEqual(['round.test'])
    expect(problems[0]?.message).toContain('answered SERVFAIL')
    expect(source.parts?.()).toMatchObject([
      { name: 'round.test', state: 'failing', detail: expect.stringContaining('SERVFAIL') as unknown },
      { name: 'harbour.test', state: 'ok', found: 1 },
    ])
  })

  it('that are not there empty a domain: no such name, no such type, or a lone dot', async () => {
    const source = at({ domains: ['none.harbour.test', 'empty.test', 'closed.test'] })
    expect(await discover(source)).toEqual({ ...nothing, unreadable: [] })
    expect(source.parts?.()).toMatchObject([
      {
        name: 'none.harbour.test',
        state: 'absent',
        detail: 'There is no _mcp._tcp.none.harbour.test (NXDOMAIN)',
      },
      { name: 'empty.test', state: 'absent' },
      { name: 'closed.test', state: 'ok', found: 0 },
    ])
    // As long as the zone's SOA record says that nothing may be assumed.
    expect(source.everyMs).toBe(45_000)
  })

  it('that a server fails or refuses to tell keep what was known of their domain', async () => {
    const { candidates, problems, unreadable } = await discover(
      at({ domains: ['unloaded.test', 'elsewhere.example', 'harbour.test'] }),
    )
    expect(candidates).toHaveLength(1)
    expect(unreadable).toEqual(['unloaded.test', 'elsewhere.example'])
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('answered SERVFAIL'),
      expect.stringContaining('answered REFUSED'),
    ])
  })

  it('that can be had of no domain make the run fail', async () => {
    await expect(discover(at({ domains: ['unloaded.test', 'elsewhere.example'] }))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/SERVFAIL.*and so for 1 more/) as unknown,
    })
  })

  it('are asked for over IPv6, and may lead to hosts that have nothing else', async () => {
    const settings = { domains: ['six.test'], names: ['_tools._tcp.six.test'], path: '/x' }
    const { candidates } = await discover(dns({ ...settings, resolvers: [named.address(6)] }))
    expect(candidates.map(({ spec }) => [spec.name, 'url' in spec.endpoint && spec.endpoint.url])).toEqual([
      ['six.test', 'http://six.six.test:9000/x'],
      ['tools.six.test', 'http://six.six.test:9001/x'],
    ])
  })

  it('say when to look again, within the limits that are set', async () => {
    const brief = at({ domains: ['brief.test'], minTtlSeconds: 7 })
    await discover(brief)
    expect(brief.everyMs).toBe(7_000)
    const long = at({ names: ['_mcp._tcp.harbour.test'], maxTtlSeconds: 40 })
    await discover(long)
    expect(long.everyMs).toBe(40_000)
    const between = at({ names: ['_mcp._tcp.changing.test'], minTtlSeconds: 2 })
    await discover(between)
    expect(between.everyMs).toBe(5_000)
  })

  it('are seen as they are added, changed and removed while the server runs', async () => {
    const source = at({ domains: ['changing.test'] })
    const urls = async () =>
      (await discover(source)).candidates.map(({ spec }) => 'url' in spec.endpoint && spec.endpoint.url)
    expect(await urls()).toEqual(['http://one.changing.test/mcp'])
    await named.setZone(
      'changing.test',
      '_mcp._tcp 5 SRV 0 0 81 two\n_mcp TXT "v=mcp1; endpoint=https://three.changing.test/mcp"',
    )
    expect(await urls()).toEqual(['http://two.changing.test:81/mcp', 'https://three.changing.test/mcp'])
    await named.setZone('changing.test', '')
    expect(await urls()).toEqual([])
  })

  it('are had from the next resolver when the first is dead', async () => {
    const source = at({ domains: ['harbour.test'], resolvers: ['127.0.0.1:1', named.address()] })
    expect((await discover(source)).candidates).toHaveLength(1)
  })

  it('do not change with the order in which a server gives them', async () => {
    const source = at({ domains: ['fleet.test', 'text.test'] })
    const first = await discover(source)
    for (let look = 0; look < 5; look++) expect(await discover(source)).toEqual(first)
  })

  it('make the servers that the guide says', async () => {
    const guide = await readFile(path.join(process.cwd(), 'docs/guides/dns.md'), 'utf8')
    const [zone = ''] = /(?<=```dns\n)[\s\S]*?(?=```)/.exec(guide) ?? []
    const rows = [...guide.matchAll(/^\| `(\S+)` +\| `(https?:\S+)` +\|$/gm)].map(([, name, url]) => [
      name,
      url,
    ])
    await named.setZone('example.com', zone)
    const { candidates, problems } = await discover(
      at({ domains: ['example.com'], names: ['_tools._tcp.example.com'] }),
    )
    const found = candidates.map(({ spec }) => [spec.name, 'url' in spec.endpoint && spec.endpoint.url])
    expect(rows).toHaveLength(4)
    expect(found.toSorted()).toEqual(rows.toSorted())
    expect(problems).toEqual([])
  })
})
