import { describe, expect, it } from 'vitest'
import { readOldCard, withWholeUrls } from './cards'

const at = new URL('https://example.com/.well-known/mcp/server-card.json')

describe('a card of an earlier draft', () => {
  it.each([
    [
      { transport: { type: 'streamable-http', endpoint: '/mcp' } },
      'https://example.com/mcp',
      'streamable-http',
    ],
    [
      { transport: { type: 'streamableHttp', url: 'https://x.test/m' } },
      'https://x.test/m',
      'streamable-http',
    ],
    [{ transport: { type: 'sse', endpoint: '/sse' } }, 'https://example.com/sse', 'sse'],
    [
      {
        transports: [
          { type: 'sse', url: '/sse' },
          { type: 'http', url: '/mcp' },
        ],
      },
      'https://example.com/mcp',
      'streamable-http',
    ],
    [{ endpoints: { streamable_http: '/mcp', sse: '/sse' } }, 'https://example.com/mcp', 'streamable-http'],
    [
      { endpoints: [{ url: '/m', transport: 'streamable-http' }] },
      'https://example.com/m',
      'streamable-http',
    ],
    [{ endpoint: '/mcp' }, 'https://example.com/mcp', 'streamable-http'],
    [{ endpoint: '/e', transport: 'sse' }, 'https://example.com/e', 'sse'],
    [{ url: 'https://y.test/mcp' }, 'https://y.test/mcp', 'streamable-http'],
  ])('says where its server is: %j', (way, url, transport) => {
    expect(readOldCard({ serverInfo: { name: 'weather' }, ...way }, at)).toMatchObject({
      name: 'weather',
      document: { url, transport },
    })
  })

  it('brings title, description and version along', () => {
    const card = {
      serverInfo: { name: 'weather', title: 'Weather', version: '2.0' },
      description: 'Rain and sun',
      transport: { type: 'http', endpoint: '/mcp' },
    }
    expect(readOldCard(card, at)).toMatchObject({
      document: { title: 'Weather', version: '2.0', description: 'Rain and sun' },
    })
  })

  it('has a name from its URL where it has none', () => {
    expect(readOldCard({ mcp_version: '1', endpoint: '/mcp' }, at)).toMatchObject({ name: 'example.com' })
  })

  it.each([
    {},
    { transport: { type: 'stdio', command: 'x' } },
    { endpoint: 'javascript:alert(1)' },
    { transport: 7 },
  ])('says so where it names no URL: %j', (way) => {
    expect(readOldCard({ serverInfo: { name: 'a' }, ...way }, at)).toContain('does not say at which URL')
  })
})

describe('a card’s remotes', () => {
  it('may be relative to the card, and templates stay', () => {
    const remotes = [
      { url: '/mcp' },
      { url: 'https://x.test' },
      { url: 'https://{tenant}.x.test' },
      { url: '{base}/mcp' },
      7,
    ]
    expect(withWholeUrls({ remotes }, at).remotes).toEqual([
      { url: 'https://example.com/mcp' },
      ...remotes.slice(1),
    ])
  })
})
