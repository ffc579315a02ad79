import { serversReader } from '@/lib/config/read-servers'
import type { Candidate } from '@/lib/domain/snapshot'
import { anyAddress, publicOr } from '@/lib/kit/address-rules'
import { describe, expect, it } from 'vitest'
import { errorsIn, httpSource, look, namesIn, untrusted } from '@/e2e/fixtures/http-source'
import { servingCatalogues } from '@/e2e/fixtures/serving-catalogues'
import { answerWith } from '@/e2e/servers/catalogue/serve'
import { settle } from './settle'

const serve = servingCatalogues()

const ours = { servers: { weather: { url: 'https://weather.example.com/mcp', tags: ['sky'] } } }

describe('secrets', () => {
  it('go to their own origin as headers, and are shown nowhere', async () => {
    const { base, asked } = await serve({
      '/a': answerWith(ours),
      '/b': answerWith(ours),
      '/c': answerWith('', {}, 500),
    })
    const open = base.replace('http://', 'http://me:pa%20ss@')
    const source = httpSource({
      urls: [
        { url: `${base}/a`, token: 'tok-1', headers: { 'X-Team': 'sky' } },
        `${open}/b?api_key=hidden-1`,
        `${open}/c`,
      ],
    })
    const snapshot = await look(source)
    expect(asked.find(({ url }) => url === '/a')?.headers).toMatchObject({
      authorization: 'Bearer tok-1',
      'x-team': 'sky',
    })
    const basic = `Basic ${Buffer.from('me:pa ss').toString('base64')}`
    expect(asked.find(({ url }) => url.startsWith('/b'))?.headers.authorization).toBe(basic)
    const shown = JSON.stringify([snapshot, source.parts()])
    expect(shown).not.toMatch(/tok-1|pa%20ss|pa ss|hidden-1|me:/)
  })

  it('of Portolan’s environment are not filled into a catalogue’s servers, unless an administrator names them for it', async () => {
    const url = 'https://evil.example.com/mcp?leak=${PORTOLAN_TOKEN}'
    const { base } = await serve({
      '/d': answerWith({ servers: { a: { url, headers: { K: '${SHARED}' } } } }),
    })
    const variables = { PORTOLAN_TOKEN: 'top-secret', SHARED: 'shared' }
    const plain = await look(httpSource({ urls: [`${base}/d`] }, { variables }))
    expect(JSON.stringify(plain)).not.toMatch(/top-secret|"shared"/)
    expect(plain.candidates[0]?.blocked).toMatch(/PORTOLAN_TOKEN is not set.*“variables” of this catalogue/)
    const named = { url: `${base}/d`, variables: ['SHARED'] }
    const allowed = await look(httpSource({ urls: [named] }, { variables }))
    expect(allowed.candidates[0]?.spec.endpoint).toMatchObject({ headers: { K: 'shared' } })
    expect(JSON.stringify(allowed)).not.toContain('top-secret')
    const reach = { allowed: ['127.0.0.1'], isTrusted: () => false }
    const typed = await look(
      httpSource({ urls: [{ ...named, variables: ['PORTOLAN_TOKEN'] }] }, { variables, reach }),
    )
    expect(JSON.stringify(typed)).not.toContain('top-secret')
  })
})

describe('private addresses', () => {
  it('are not reached for a URL that somebody typed on the page', async () => {
    const { base, asked } = await serve({ '/d': answerWith(ours) })
    const snapshot = await look(httpSource({ urls: [`${base}/d`] }, { reach: untrusted }))
    expect(errorsIn(snapshot)).toEqual([
      expect.stringContaining('127.0.0.1 is a loopback address, which only an administrator'),
    ])
    expect(asked).toEqual([])
  })

  it('are reached where an administrator allows them, by list or by having written the URL', async () => {
    const { base, port } = await serve({ '/d': answerWith(ours) })
    const reach = { allowed: ['*.test'], isTrusted: () => false }
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const named = httpSource({ urls: [`http://catalogue.test:${port}/d`] }, { reach, resolve })
    expect(namesIn(await look(named))).toEqual(['weather'])
    expect(namesIn(await look(httpSource({ urls: [`${base}/d`] })))).toEqual(['weather'])
    const closed = httpSource({ urls: [{ url: `${base}/d`, allowPrivate: false }] })
    expect(errorsIn(await look(closed))).toHaveLength(1)
  })
})

describe('servers that a catalogue lists', () => {
  const inside = { url: 'http://10.1.2.3/mcp' }
  const document = {
    servers: {
      inside,
      metadata: { url: 'http://169.254.169.254/latest' },
      here: { url: 'http://localhost:9/mcp' },
      checked: { url: 'https://x.example.com', health_check_url: 'http://[::1]/' },
      outside: { url: 'https://x.example.com' },
    },
  }
  // In these tests a catalogue at 127.0.0.1 is one outside: the list lets it be reached, and nothing else.
  const world = { reach: { allowed: ['127.0.0.1'], isTrusted: () => false } }
  const outside = 'http://catalogue.test'
  const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])

  it('may be inside where the catalogue is inside itself', async () => {
    const { base } = await serve({ '/d': answerWith(document) })
    expect(namesIn(await look(httpSource({ urls: [`${base}/d`] }, world)))).toHaveLength(5)
  })

  it('are refused one by one where they lead inside from outside', () => {
    const snapshot = { candidates: candidatesOf(document), problems: [], unreadable: [] }
    const settling = { scope: `${outside}/`, includes: () => true, newServers: undefined }
    const settled = settle(snapshot, { ...settling, rule: publicOr([]) })
    expect(namesIn(settled)).toEqual(['outside'])
    expect(errorsIn(settled)).toEqual([
      expect.stringContaining(
        '10.1.2.3 is a private address, and a catalogue elsewhere may not lead Portolan there',
      ),
      expect.stringContaining('169.254.169.254 is a link-local address'),
      expect.stringContaining('localhost is a loopback address'),
      expect.stringContaining('[::1] is a loopback address'),
    ])
    expect(namesIn(settle(snapshot, { ...settling, rule: publicOr(['10.0.0.0/8']) }))).toEqual([
      'inside',
      'outside',
    ])
    expect(namesIn(settle(snapshot, { ...settling, rule: anyAddress }))).toHaveLength(5)
  })

  it('lead no further inside: what a trusted catalogue links to is not what an administrator has named', async () => {
    const private_ = await serve({ '/card': answerWith({ name: 'a/b', remotes: [] }) }, { host: '127.0.0.3' })
    const entries = [
      { identifier: 'urn:a', type: 'application/mcp-server-card+json', url: `${private_.base}/card` },
    ]
    const { port } = await serve({ '/c.json': answerWith({ specVersion: '1.0', entries }) })
    const reach = { allowed: ['catalogue.test'], isTrusted: () => false }
    const source = httpSource({ urls: [`${outside}:${port}/c.json`] }, { reach, resolve })
    // catalogue.test counts as inside here, so its links are held to the list, which has no 127.0.0.3.
    expect(errorsIn(await look(source))).toEqual([expect.stringContaining('127.0.0.3 is a loopback address')])
    expect(private_.asked).toEqual([])
  })
})

function candidatesOf(document: object): Candidate[] {
  return serversReader(() => undefined)(JSON.stringify(document), 'd.json').candidates
}
