import { describe, expect, it } from 'vitest'
import { declareServers } from './declare-servers'
import { placesOf } from './places'
import type { PlaceRecords } from './read-place'

const SETTINGS = { scheme: 'auto', path: '/mcp' } as const

function records(
  domain: string,
  part: { srv?: [string, number, number?, number?][]; txt?: string[] },
): PlaceRecords {
  const [place] = placesOf({ domains: [domain], names: [] })
  return {
    place: place!,
    targets: (part.srv ?? []).map(([target, port, priority = 0, weight = 0]) => ({
      target,
      port,
      priority,
      weight,
    })),
    texts: (part.txt ?? []).map((text) => ({ name: `_mcp.${domain}`, strings: [Buffer.from(text)] })),
    ttlSeconds: 60,
    isUnknown: false,
  }
}

const summary = ({ candidates, problems }: ReturnType<typeof declareServers>) => ({
  servers: candidates.map(({ spec }) => `${spec.name} ${'url' in spec.endpoint ? spec.endpoint.url : ''}`),
  problems: problems.map(({ message }) => message),
})

describe('servers of domains', () => {
  it('are reached as their port says, unless the settings say otherwise', () => {
    const places = [
      records('a.test', { srv: [['x.a.test', 443]] }),
      records('b.test', { srv: [['x.b.test', 80]] }),
    ]
    expect(summary(declareServers(places, SETTINGS)).servers).toEqual([
      'a.test https://x.a.test/mcp',
      'b.test http://x.b.test/mcp',
    ])
    expect(summary(declareServers(places, { scheme: 'https', path: '/' })).servers).toEqual([
      'a.test https://x.a.test/',
      'b.test https://x.b.test:80/',
    ])
  })

  it('have no endpoint where an SRV record names nothing that can be reached', () => {
    const bad: [string, number][] = [
      ['.', 0],
      ['x.a.test', 0],
      ['two words.test', 80],
    ]
    const { servers, problems } = summary(declareServers([records('a.test', { srv: bad })], SETTINGS))
    expect(servers).toEqual([])
    expect(problems).toEqual([
      expect.stringContaining('"two words.test", port 80'),
      expect.stringContaining('"x.a.test", port 0'),
    ])
  })

  it('that are one to several domains are one', () => {
    const text = 'v=mcp1; endpoint=https://shared.test/mcp'
    const { servers, problems } = summary(
      declareServers([records('a.test', { txt: [text] }), records('b.test', { txt: [text] })], SETTINGS),
    )
    expect({ servers, problems }).toEqual({ servers: ['shared.test https://shared.test/mcp'], problems: [] })
  })

  it('keep their name from another domain’s word on it', () => {
    const { servers, problems } = summary(
      declareServers(
        [
          records('a.test', { txt: ['v=mcp1; endpoint=https://b.test/mcp'] }),
          records('b.test', { srv: [['own.b.test', 443]] }),
        ],
        SETTINGS,
      ),
    )
    expect(servers).toEqual(['b.test https://own.b.test/mcp'])
    expect(problems).toEqual([
      'It would be called b.test, as the server of _mcp._tcp.b.test SRV; it is not used',
    ])
  })

  it('take path, transport and tags from TXT records without an endpoint; that these disagree is told', () => {
    const place = records('a.test', {
      srv: [['x.a.test', 80]],
      txt: ['v=mcp1; path=/b; tags=two', 'v=mcp1; path=/a; tags=one; transport=sse'],
    })
    const { candidates, problems } = declareServers([place], SETTINGS)
    expect(candidates[0]?.spec).toMatchObject({
      endpoint: { url: 'http://x.a.test/a', transport: 'sse' },
      tags: ['one', 'two'],
    })
    expect(problems.map(({ message }) => message)).toEqual([
      'path=/b is not used: another record says path=/a',
    ])
  })

  it('are not made up: a TXT record about an SRV record that is not there is told', () => {
    expect(summary(declareServers([records('a.test', { txt: ['v=mcp1; path=/x'] })], SETTINGS))).toEqual({
      servers: [],
      problems: ['It names no endpoint, and _mcp._tcp.a.test SRV has no record'],
    })
  })

  it('may stand in documents that TXT records point at, each named once, and not by dozens', () => {
    const txt = Array.from({ length: 12 }, (_, index) => `v=mcp1; src=https://a.test/${index % 11}.json#x`)
    const { links, problems } = declareServers(
      [records('a.test', { txt }), records('b.test', { txt: ['v=mcp1; src=https://a.test/0.json'] })],
      SETTINGS,
    )
    expect(links.filter(({ domain }) => domain === 'a.test')).toHaveLength(10)
    expect(links.at(-1)).toEqual({ url: 'https://a.test/0.json', domain: 'b.test' })
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('is not read: a domain may point at 10 documents'),
    ])
  })

  it('have addresses as names that differ where the addresses do', () => {
    const urls = [
      'https://a.test/mcp',
      'https://a.test/one/mcp',
      'https://a.test/one',
      'https://a.test:444/mcp',
      'http://a.test/mcp',
      'http://[::1]:80/mcp',
      'https://münchen.test/mcp',
    ]
    const places = [records('z.test', { txt: urls.map((url) => `v=mcp1; endpoint=${url}`) })]
    const { servers, problems } = summary(declareServers(places, SETTINGS))
    expect(servers.toSorted()).toEqual([
      '1-80 http://[::1]/mcp',
      'a.test https://a.test/mcp',
      'a.test-444 https://a.test:444/mcp',
      'a.test-80 http://a.test/mcp',
      'a.test-one https://a.test/one',
      'xn--mnchen-3ya.test https://xn--mnchen-3ya.test/mcp',
    ])
    // The one that two addresses would share is told, not guessed.
    expect(problems).toEqual([expect.stringContaining('It would be called a.test-one')])
  })

  it('can’t fill in variables of this process', () => {
    const { servers, problems } = summary(
      declareServers(
        [records('a.test', { txt: ['v=mcp1; endpoint=https://${PORTOLAN_KEY}.test/mcp'] })],
        SETTINGS,
      ),
    )
    expect(servers).toEqual([])
    expect(problems[0]).toContain('is no http:// or https:// URL')
  })
})
