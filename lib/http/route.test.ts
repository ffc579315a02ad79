import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operation } from '@/lib/domain/api/operation'
import { AppError } from '@/lib/kit/app-error'
import { type Logger, silentLogger } from '@/lib/kit/logger'
import type { SpanOptions, Tracer } from '@/lib/kit/tracer'
import type { Runtime } from '@/lib/runtime/compose'
import { forgetInProcess, oncePerProcess } from '@/lib/runtime/process-global'
import { defineOpenRoute, defineRoute } from './route'

const logged: Record<string, unknown>[] = []
const logger: Logger = { ...silentLogger, error: (fields) => void logged.push(fields) }
const requests = new AbortController()
const answered: [operation: string, status: number][] = []
const spans: { name: string; options: SpanOptions; told: unknown[] }[] = []
const tracer: Tracer = {
  span: (name, options, work) => {
    const told: unknown[] = []
    spans.push({ name, options, told })
    return work({ set: (attributes) => void told.push(attributes), fail: (code) => void told.push(code) })
  },
  carrier: () => ({}),
}

beforeEach(() => {
  const metrics = { requests: { answered: (id: string, status: number) => void answered.push([id, status]) } }
  const env = { host: '127.0.0.1', allowedHosts: [] }
  const part = { env, logger, signal: requests.signal, tracer, metrics }
  // The wrapper touches no more of the runtime than this.
  return oncePerProcess(() => Promise.resolve(part as unknown as Runtime))
})
afterEach(() => {
  forgetInProcess()
  logged.length = 0
  answered.length = 0
  spans.length = 0
})

const rename = operation({
  id: 'rename',
  method: 'PATCH',
  path: '/api/things/{id}',
  summary: 'Rename a thing',
  params: z.object({ id: z.coerce.number() }),
  query: z.object({ dry: z.string().optional() }),
  body: z.object({ title: z.string() }),
  response: z.object({ id: z.number(), title: z.string() }),
  status: 201,
})

const send = (headers: Record<string, string> = {}) =>
  new Request('http://127.0.0.1:8080/api/things/7?dry=yes', {
    method: 'PATCH',
    body: JSON.stringify({ title: 'Chart' }),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('defineRoute', () => {
  it('hands over what it parsed, and answers with the declared status', async () => {
    const route = defineRoute(rename, ({ params, query, body }) => {
      expect(query).toEqual({ dry: 'yes' })
      return { id: params.id, title: body.title }
    })
    const response = await route(send())
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: 7, title: 'Chart' })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('drops what the schema does not name, so that nothing slips out', async () => {
    const thing = { id: 7, title: 'Chart', apiKey: 'open-sesame' }
    const response = await defineRoute(rename, () => thing)(send())
    expect(await response.text()).not.toContain('open-sesame')
  })

  it('does not send an answer that breaks its own schema', async () => {
    const wrong = { id: 'seven', title: 'Chart' } as unknown as { id: number; title: string }
    const response = await defineRoute(rename, () => wrong)(send())
    expect(response.status).toBe(500)
    expect(logged).toHaveLength(1)
  })

  it('turns an expected failure into its problem, and does not log it as an error', async () => {
    const route = defineRoute(rename, () => {
      throw new AppError('not-found', 'There is no thing 7')
    })
    const response = await route(send())
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'not-found', detail: 'There is no thing 7' })
    expect(logged).toHaveLength(0)
  })

  it('logs an unexpected failure whole, and shows the caller only where to look', async () => {
    const error = new Error('row 12 of table secrets')
    const response = await defineRoute(rename, () => Promise.reject(error))(
      send({ 'x-request-id': 'trace-1' }),
    )
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ code: 'internal', requestId: 'trace-1' })
    expect(logged).toEqual([{ err: error, operation: 'rename' }])
  })

  it('names every request, by its own name if that is a sane one', async () => {
    const route = defineRoute(rename, () => ({ id: 1, title: 'x' }))
    const idFor = async (headers = {}) => (await route(send(headers))).headers.get('x-request-id')
    expect(await idFor({ 'x-request-id': 'abc-1' })).toBe('abc-1')
    expect(await idFor({ 'x-request-id': 'x'.repeat(101) })).toMatch(/^[\w-]{36}$/)
    expect(await idFor()).not.toBe(await idFor())
  })

  it('guards before it reads anything', async () => {
    const route = defineRoute(rename, () => ({ id: 1, title: 'x' }))
    const response = await route(send({ origin: 'https://evil.example' }))
    expect(response.status).toBe(403)
  })

  it('cancels its work when the caller goes away', async () => {
    const leaving = new AbortController()
    const route = defineRoute(rename, ({ signal }) => {
      leaving.abort()
      signal.throwIfAborted()
      return { id: 1, title: 'x' }
    })
    const response = await route(new Request(send(), { signal: leaving.signal }))
    expect(await response.json()).toMatchObject({ code: 'cancelled' })
    expect(logged).toHaveLength(0)
  })

  it('tells metrics and traces of each request by its operation, not by what was asked', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await defineRoute(rename, () => ({ id: 7, title: 'x' }))(send({ traceparent }))
    await defineRoute(rename, () => {
      throw new AppError('database-unavailable', 'It does not answer')
    })(send({ traceparent: 'nonsense' }))
    expect(answered).toEqual([
      ['rename', 201],
      ['rename', 503],
    ])
    expect(spans).toMatchObject([
      {
        name: 'PATCH /api/things/{id}',
        options: { kind: 'server', parent: { traceparent } },
        told: [{ 'http.response.status_code': 201 }],
      },
      { told: [{ 'http.response.status_code': 503 }, '503'] },
    ])
    expect(spans[1]?.options.parent).toBeUndefined()
    expect(JSON.stringify(spans)).not.toMatch(/dry|yes|Chart/)
  })

  it('says that it is not serving when nothing has started', async () => {
    forgetInProcess()
    const response = await defineRoute(rename, () => ({ id: 1, title: 'x' }))(send())
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
  })
})

describe('defineOpenRoute', () => {
  it('answers without a runtime', async () => {
    forgetInProcess()
    const response = await defineOpenRoute('getLive', () => ({ status: 'live' }))(new Request('http://x/'))
    expect(await response.json()).toEqual({ status: 'live' })
    expect(response.headers.get('x-request-id')).toBeTruthy()
  })
})
