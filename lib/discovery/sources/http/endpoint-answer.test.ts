import { describe, expect, it } from 'vitest'
import { readEndpointAnswer } from './endpoint-answer'

const json = (body: unknown, status = 200) =>
  readEndpointAnswer({ status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) })

describe('what a POST is answered with', () => {
  it('tells a modern server, with its name', () => {
    const _meta = { 'io.modelcontextprotocol/serverInfo': { name: 'm', title: 'M', version: '2' } }
    expect(json({ jsonrpc: '2.0', id: 1, result: { supportedVersions: ['2026-07-28'], _meta } })).toEqual({
      kind: 'modern',
      info: { title: 'M', version: '2' },
    })
  })

  it('tells a modern server by the errors that only it has', () => {
    expect(json({ jsonrpc: '2.0', error: { code: -32022, message: 'version' } }, 400).kind).toBe('modern')
  })

  it('tells a legacy server, also from an event stream', () => {
    const result = { protocolVersion: '2025-06-18', serverInfo: { name: 'l', version: '1' } }
    const text = `event: message\r\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result })}\r\n\r\n`
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    expect(readEndpointAnswer({ status: 200, headers, text })).toEqual({
      kind: 'legacy',
      protocolVersion: '2025-06-18',
      info: { title: 'l', version: '1' },
    })
  })

  it('tells that JSON-RPC is spoken, which is not yet MCP', () => {
    expect(json({ jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'no' } }, 404).kind).toBe('json-rpc')
    expect(json({ jsonrpc: '2.0', id: 1, result: { sum: 3 } }).kind).toBe('json-rpc')
  })

  it('tells sign-in as MCP asks for it from other sign-in', () => {
    const ask = (challenge: string) =>
      readEndpointAnswer({ status: 401, headers: { 'www-authenticate': challenge }, text: '' })
    expect(ask('Bearer resource_metadata="https://x.test/.well-known/oauth-protected-resource"')).toEqual({
      kind: 'sign-in',
      isOfMcp: true,
    })
    expect(ask('Bearer realm="x"')).toEqual({ kind: 'sign-in', isOfMcp: false })
    expect(ask('Basic realm="x"').kind).toBe('nothing')
  })

  it.each(['', 'null', '[]', '{"jsonrpc":"1.0"}', '<html>', '{"half":'])('sees nothing in %j', (text) => {
    expect(readEndpointAnswer({ status: 200, headers: {}, text }).kind).toBe('nothing')
  })
})
