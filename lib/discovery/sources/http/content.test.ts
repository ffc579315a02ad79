import { describe, expect, it } from 'vitest'
import { recognise } from './content'

const kindOf = (body: unknown, mediaType = '', path = '/') =>
  recognise({ text: typeof body === 'string' ? body : JSON.stringify(body), mediaType, path }).kind

describe('an answer is recognised by its content', () => {
  it.each([
    ['our document', { servers: { a: { url: 'https://a.test' } } }, 'document'],
    ['our document as a list', { servers: [{ name: 'a', url: 'https://a.test' }] }, 'document'],
    ['a client’s file', { mcpServers: {} }, 'document'],
    ['Zed’s settings', { context_servers: {} }, 'document'],
    ['servers without a root', { a: { command: 'npx' } }, 'document'],
    ['a registry’s page', { servers: [{ server: { name: 'a/b' } }], metadata: { count: 1 } }, 'registry'],
    ['a registry’s empty page', { servers: [], metadata: { count: 0 } }, 'registry'],
    ['a document that declares none', { servers: [] }, 'document'],
    ['an AI catalogue', { specVersion: '1.0', entries: [] }, 'catalogue'],
    ['an AI catalogue of a draft', { entries: [{ mediaType: 'application/json', url: 'x' }] }, 'catalogue'],
    ['a server card', { name: 'a/b', remotes: [] }, 'card'],
    ['a server.json', { name: 'a/b', packages: [] }, 'card'],
    ['one version of a registry’s server', { server: { name: 'a/b', remotes: [] }, _meta: {} }, 'card'],
    [
      'a card of SEP-1649',
      { serverInfo: { name: 'a' }, transport: { type: 'http', endpoint: '/mcp' } },
      'old-card',
    ],
    ['a card of SEP-1960', { mcp_version: '1', endpoints: { streamable_http: '/mcp' } }, 'old-card'],
    ['a JSON-RPC error', { jsonrpc: '2.0', error: { code: -32000, message: 'No' } }, 'none'],
    ['some JSON', { status: 'ok' }, 'none'],
    ['a list', [1, 2], 'none'],
    ['nothing', '', 'none'],
    ['blanks', ' \n ', 'none'],
    ['a web page', '<!doctype html><title>servers: here</title>', 'none'],
    ['a web page with a comment', '<!-- hi --><html></html>', 'none'],
    ['XML', '<?xml version="1.0"?><rss/>', 'none'],
    ['prose', 'Welcome. We have servers: many.', 'none'],
    ['YAML', 'servers:\n  a:\n    url: https://a.test\n', 'document'],
    ['YAML after a comment', '# ours\nservers:\n  a: {url: "https://a.test"}\n', 'document'],
    ['TOML', '[mcp_servers.a]\nurl = "https://a.test"\n', 'document'],
    ['JSON with comments', '{ // ours\n "servers": {} }', 'document'],
    ['JSON that is cut off', '{"servers": {"a": {"url": "https://a', 'document'],
  ])('%s', (_, body, kind) => {
    expect(kindOf(body)).toBe(kind)
  })

  it('whatever its media type says', () => {
    expect(kindOf({ servers: {} }, 'text/html')).toBe('document')
    expect(kindOf({ servers: {} }, 'application/octet-stream')).toBe('document')
    expect(kindOf('<html></html>', 'application/json')).toBe('none')
  })

  it('with the media type or the extension as a hint where the content does not tell', () => {
    expect(kindOf('a: 1', 'application/yaml')).toBe('document')
    expect(kindOf('a: 1', '', '/mcp.yaml')).toBe('document')
    expect(kindOf('a: 1', 'text/plain')).toBe('none')
  })
})
