import { describe, expect, expectTypeOf, it } from 'vitest'
import { callTool, listTools, openConnection } from '../domain/api/capabilities'
import { clearModel } from '../domain/api/chat'
import { connectMany } from '../domain/api/connections'
import { getServer, listServers, type ServerDetail } from '../domain/api/servers'
import { ApiError, createClient, urlOf } from './api'

interface Sent {
  url: string
  init: RequestInit
}

function clientAnswering(response: () => Response, options = {}) {
  const sent: Sent[] = []
  const fetch = ((url: string, init: RequestInit) => {
    sent.push({ url, init })
    return Promise.resolve(response())
  }) as typeof globalThis.fetch
  return { sent, client: createClient({ fetch, ...options }) }
}

const json =
  (value: unknown, status = 200) =>
  () =>
    Response.json(value, { status })

describe('createClient', () => {
  it('fills the path, writes the query, and sends the body as JSON', async () => {
    const { client, sent } = clientAnswering(json({ content: [], isError: false, durationMs: 1 }), {
      baseUrl: 'http://charts:8080/',
    })
    await client.call(callTool, {
      params: { name: 'files', tool: 'read/file ü' },
      body: { arguments: { path: '/a' } },
    })
    expect(sent[0]!.url).toBe('http://charts:8080/api/servers/files/tools/read%2Ffile%20%C3%BC/call')
    expect(sent[0]!.init).toMatchObject({ method: 'POST', body: '{"arguments":{"path":"/a"}}' })
    expect(new Headers(sent[0]!.init.headers).get('content-type')).toBe('application/json')
  })

  it('takes queries in the values of their results: lists, numbers and flags', async () => {
    const { client, sent } = clientAnswering(json({ items: [], nextCursor: null, total: 0 }))
    await client.call(listServers, { query: { tag: ['a', 'b'], limit: 7, enabled: true, q: 'x y' } })
    expect(sent[0]!.url).toBe('/api/servers?tag=a&tag=b&limit=7&enabled=true&q=x+y')
  })

  it('leaves out what is undefined', async () => {
    const { client, sent } = clientAnswering(json({}))
    await client.call(openConnection, { params: { name: 'files' }, query: { wait: undefined as never } })
    expect(sent[0]!.url).toBe('/api/servers/files/connection')
    expect(sent[0]!.init.body).toBeUndefined()
  })

  it('shows the token, and nothing else, where one is given', async () => {
    const { client, sent } = clientAnswering(json({}), { token: 'open-sesame' })
    await client.call(getServer, { params: { name: 'files' } })
    expect(Object.fromEntries(new Headers(sent[0]!.init.headers))).toEqual({
      authorization: 'Bearer open-sesame',
    })
  })

  it('answers with nothing where there is nothing', async () => {
    const { client } = clientAnswering(() => new Response(null, { status: 204 }))
    await expect(client.call(clearModel)).resolves.toBeUndefined()
  })

  it('throws what the server explained', async () => {
    const problem = {
      type: 'urn:portolan:problem:not-found',
      title: 'Not found',
      status: 404,
      code: 'not-found',
      detail: 'There is no server files',
      requestId: 'r-1',
    }
    const { client } = clientAnswering(json(problem, 404))
    const error = await client
      .call(getServer, { params: { name: 'files' } })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      code: 'not-found',
      status: 404,
      message: 'There is no server files',
      problem,
    })
  })

  it('still throws an ApiError when what answers is not Portolan', async () => {
    const { client } = clientAnswering(() => new Response('<html>Bad gateway', { status: 502 }))
    await expect(client.call(getServer, { params: { name: 'files' } })).rejects.toMatchObject({
      code: 'internal',
      status: 502,
    })
  })

  it('says that nothing answers', async () => {
    const fetch = (() => Promise.reject(new TypeError('fetch failed'))) as typeof globalThis.fetch
    const client = createClient({ fetch })
    await expect(client.call(getServer, { params: { name: 'x' } })).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  it("throws the signal's own reason when the caller cancels", async () => {
    const signal = AbortSignal.abort(new Error('left the page'))
    const fetch = (() => Promise.reject(signal.reason as Error)) as typeof globalThis.fetch
    const client = createClient({ fetch })
    await expect(client.call(getServer, { params: { name: 'x' }, signal })).rejects.toThrow('left the page')
  })

  it('hands streams over as they come', async () => {
    const { client } = clientAnswering(() => new Response('data: 1\n\n'))
    const response = await client.fetch(listTools, { params: { name: 'files' } })
    expect(await response.text()).toBe('data: 1\n\n')
  })

  it('knows the types of each operation', () => {
    const { client } = clientAnswering(json({}))
    expectTypeOf(client.call(getServer, { params: { name: 'x' } })).resolves.toEqualTypeOf<ServerDetail>()
    // Never run: these lines are for the compiler.
    const unused = () => {
      // @ts-expect-error the name is missing
      void client.call(getServer)
      // @ts-expect-error neither all, names nor tags
      void client.call(connectMany, { body: {} })
      // @ts-expect-error there is no such order
      void client.call(listServers, { query: { order: 'up' } })
    }
    expect(unused).toBeTypeOf('function')
  })
})

it('writes addresses for links and streams', () => {
  expect(urlOf(listServers, { query: { state: ['ready'] } })).toBe('/api/servers?state=ready')
})
