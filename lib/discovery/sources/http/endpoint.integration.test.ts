import { afterEach, describe, expect, it } from 'vitest'
import { errorsIn, httpSource, look, namesIn } from '@/e2e/fixtures/http-source'
import { type Answer, answerWith, serveCatalogue } from '@/e2e/servers/catalogue/serve'
import { type RunningServer, startHttpServer } from '@/e2e/servers/spawn-server'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function start(...flags: string[]): Promise<RunningServer> {
  const server = await startHttpServer(flags)
  cleanups.push(() => server.kill())
  return server
}

async function serve(answers: Record<string, Answer>) {
  const server = await serveCatalogue(answers)
  cleanups.push(() => server.close())
  return server
}

describe('an MCP server at a URL', () => {
  it.each([
    ['of the modern era', ['--mode', 'modern'], 'streamable-http', 'modern-http-server'],
    ['of both eras', ['--mode', 'modern', '--both-eras'], 'streamable-http', 'modern-http-server'],
    ['of the legacy era', ['--mode', 'legacy'], 'streamable-http', 'legacy-test-server'],
    [
      'of the legacy era that streams',
      ['--mode', 'legacy', '--stream'],
      'streamable-http',
      'legacy-test-server',
    ],
    ['of the legacy era over HTTP+SSE', ['--mode', 'sse'], 'sse', undefined],
    ['that asks for sign-in', ['--mode', '401'], 'streamable-http', undefined],
  ])('%s is recognised, and still when it is looked at again', async (_, flags, transport, title) => {
    const { url, port } = await start(...flags)
    const source = httpSource({ urls: [url] })
    for (let round = 0; round < 2; round++) {
      const { candidates, problems } = await look(source)
      expect(problems).toEqual([])
      expect(candidates).toMatchObject([
        {
          spec: { name: `127.0.0.1-${port}`, endpoint: { kind: 'remote', url, transport } },
          origin: { place: url },
        },
      ])
      expect(candidates[0]?.spec.title).toBe(title)
    }
    expect(source.parts()).toMatchObject([{ state: 'ok', detail: 'MCP server', found: 1 }])
  })

  it('gets the headers that its URL has in the settings', async () => {
    const { url } = await start('--mode', 'modern', '--token', 'tok-1')
    const { candidates } = await look(httpSource({ urls: [{ url, token: 'tok-1' }] }))
    expect(candidates).toMatchObject([{ spec: { endpoint: { headers: { authorization: 'Bearer tok-1' } } } }])
  })

  it('that goes away keeps its place until its source has been without it too long', async () => {
    const server = await start('--mode', 'legacy')
    const source = httpSource({ urls: [server.url] })
    await look(source)
    await server.kill()
    const snapshot = await look(source)
    expect(snapshot.unreadable).toEqual([server.url])
    expect(errorsIn(snapshot)).toEqual([expect.stringContaining('the connection was refused')])
  })

  it('of the legacy era is begun no session with, save the one that is ended at once', async () => {
    const initialized = { protocolVersion: '2025-06-18', serverInfo: { name: 'l', version: '1' } }
    const answer: Answer = ({ method, body }, response) => {
      if (method === 'DELETE') return void response.writeHead(204).end()
      if (method !== 'POST') return void response.writeHead(405).end()
      const isInitialize = body.includes('"initialize"')
      const message = isInitialize
        ? { result: initialized }
        : { error: { code: -32000, message: 'No session' } }
      response
        .writeHead(isInitialize ? 200 : 400, {
          'content-type': 'application/json',
          ...(isInitialize && { 'mcp-session-id': 's-1' }),
        })
        .end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }))
    }
    const server = await serve({ '/mcp': answer })
    const source = httpSource({ urls: [`${server.base}/mcp`] })
    await look(source)
    const [ended] = server.asked.filter(({ method }) => method === 'DELETE')
    expect(ended?.headers).toMatchObject({ 'mcp-session-id': 's-1', 'mcp-protocol-version': '2025-06-18' })
    server.asked.splice(0)
    expect(namesIn(await look(source))).toHaveLength(1)
    expect(server.asked.map(({ method }) => method)).toEqual(['POST'])
    expect(server.asked[0]?.body).toContain('server/discover')
  })

  it.each([
    [
      'JSON-RPC that is not MCP',
      answerWith({ jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'What?' } }),
    ],
    ['any POST with a page', answerWith('<!doctype html>', { 'content-type': 'text/html' })],
    ['any POST with nothing', answerWith('', {}, 405)],
    ['any POST by hanging up', (_, response) => void response.destroy()],
  ])('is not seen in what answers with %s', async (_, answer) => {
    const { base } = await serve({
      '/x': (asked, response) =>
        asked.method === 'GET' ? void response.writeHead(405).end() : answer(asked, response),
    })
    const snapshot = await look(httpSource({ urls: [`${base}/x`] }))
    expect(snapshot.candidates).toEqual([])
    expect(errorsIn(snapshot)).toEqual([
      expect.stringMatching(/Nor is there a server card, an MCP server or an MCP registry/),
    ])
  })
})
