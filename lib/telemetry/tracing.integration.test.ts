import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type InProcessApp, startInProcess } from '@/e2e/fixtures/in-process'
import { type ModelServer, startModelServer } from '@/e2e/fixtures/model-server'
import { type CollectedSpan, OtlpCollector } from '@/e2e/fixtures/otlp-collector'
import { serverPath } from '@/e2e/servers/spawn-server'
import { readEnv } from '@/lib/config/env'
import { AppError } from '@/lib/kit/app-error'
import { type Logger, silentLogger } from '@/lib/kit/logger'
import { startTracing } from './tracing'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const settingsOf = (variables: Record<string, string>) => readEnv(variables).tracing

describe('a call through the API', () => {
  let collector: OtlpCollector
  let app: InProcessApp
  let model: ModelServer

  beforeAll(async () => {
    collector = await OtlpCollector.start()
    model = await startModelServer()
    app = await startInProcess({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=not-for-logs',
      PORTOLAN_MODEL: 'openai-compatible/scripted',
      PORTOLAN_MODEL_BASE_URL: model.baseUrl,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    })
    for (const era of ['legacy', 'modern'])
      await app.runtime.registry.register({
        ...{ name: era, command: process.execPath },
        args: [serverPath('stdio-server.mjs'), ...(era === 'modern' ? ['--modern'] : [])],
      })
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await model.stop()
    await collector[Symbol.asyncDispose]()
  })

  const call = async (server: string, tool: string, headers: Record<string, string> = {}) => {
    const response = await app.send(`/api/servers/${server}/tools/${tool}/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ arguments: { password: 'hunter2-in-arguments' } }),
    })
    const { content } = (await response.json()) as { content: { text: string }[] }
    return JSON.parse(content[0]?.text ?? '{}') as Record<string, string>
  }

  it('is one trace from the caller through us to the server, in both eras', async () => {
    const headers = { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=abc' }
    const meta = {
      legacy: await call('legacy', 'meta', headers),
      modern: await call('modern', 'meta', headers),
    }
    // What still waits is sent at the end.
    await app.restart()
    for (const era of ['legacy', 'modern'] as const) {
      const spans = collector.spans.filter(({ traceId }) => traceId === TRACE)
      const above = spans.find(
        ({ name, attributes }) => name === `call ${era}` && attributes['portolan.tool'] === 'meta',
      )
      const request = spans.find(({ spanId }) => spanId === above?.parentSpanId)
      const below = spans.find(({ parentSpanId }) => parentSpanId === above?.spanId)
      expect(request).toMatchObject({
        ...{
          name: 'POST /api/servers/{name}/tools/{tool}/call',
          kind: 2,
          parentSpanId: PARENT,
          traceState: 'vendor=abc',
        },
        attributes: { 'http.request.method': 'POST', 'http.response.status_code': 200 },
      })
      expect(above).toMatchObject({
        kind: 1,
        attributes: { 'portolan.server': era, 'portolan.caller': 'api' },
      })
      expect(below).toMatchObject({ name: 'tools/call meta', kind: 3, status: 0 })
      expect(meta[era]).toMatchObject({
        traceparent: `00-${TRACE}-${below?.spanId}-01`,
        tracestate: 'vendor=abc',
      })
    }
    expect(collector.resources[0]).toMatchObject({
      ...{ 'service.name': 'portolan', 'deployment.environment.name': 'test' },
    })
    expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-key': 'not-for-logs' } })
  })

  it('belongs to the turn of the playground in which the model asked for it', async () => {
    const traceId = TRACE.replace('4bf9', 'cccc')
    await app.runtime.pool.open('modern')
    const response = await app.send('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${PARENT}-01` },
      body: JSON.stringify({
        conversationId: crypto.randomUUID(),
        message: {
          id: crypto.randomUUID(),
          role: 'user',
          parts: [{ type: 'text', text: 'call echo with {"text":"a-question-for-nobody-else"}' }],
        },
        servers: ['modern'],
      }),
    })
    expect(await response.text()).toContain('a-question-for-nobody-else')
    await app.restart()
    const spans = collector.spans.filter((span) => span.traceId === traceId)
    const above = (span: CollectedSpan) => spans.find(({ spanId }) => spanId === span.parentSpanId)
    const chain = spans.filter(({ kind }) => kind === 3).map(({ name }) => name)
    const [call] = spans.filter(({ kind }) => kind === 3)
    for (let up = call && above(call); up; up = above(up)) chain.unshift(up.name)
    expect(chain).toEqual(['POST /api/chat', 'turn', 'call modern', 'tools/call echo'])
    expect(spans.find(({ name }) => name === 'turn')?.attributes).toMatchObject({
      ...{ 'gen_ai.request.model': 'scripted', 'portolan.outcome': 'completed' },
    })
    expect(Buffer.concat(collector.raw).toString('latin1')).not.toContain('a-question-for-nobody-else')
  })

  it('says nothing of arguments, results or queries', async () => {
    await app.send('/api/servers?q=looking-for-this')
    await call('legacy', 'meta')
    await app.restart()
    const sent = Buffer.concat(collector.raw).toString('latin1')
    expect(sent).toContain('/api/servers')
    expect(sent).not.toMatch(/hunter2|looking-for-this|progressToken/)
  })

  it('passes a decision not to trace on, and sends nothing of it', async () => {
    const trace = TRACE.replace('4bf9', 'aaaa')
    const meta = await call('legacy', 'meta', { traceparent: `00-${trace}-${PARENT}-00` })
    expect(meta['traceparent']).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`))
    await app.restart()
    expect(collector.spans.some(({ traceId }) => traceId === trace)).toBe(false)
  })
})

describe('traces', () => {
  let collector: OtlpCollector
  beforeEach(async () => {
    collector = await OtlpCollector.start()
  })
  afterEach(() => collector[Symbol.asyncDispose]())

  it('mark what failed with its code, without its words', async () => {
    const traces = await tracing()
    const failure = new AppError('unreachable', 'No answer from https://user:secret@example.test')
    await expect(traces.tracer.span('work', {}, () => Promise.reject(failure))).rejects.toBe(failure)
    await traces.stop()
    expect(collector.spans).toMatchObject([
      { name: 'work', status: 2, attributes: { 'error.type': 'unreachable' } },
    ])
    expect(Buffer.concat(collector.raw).toString('latin1')).not.toContain('secret')
  })

  it('put what runs at the same time under what it belongs to', async () => {
    const traces = await tracing()
    const one = (name: string) =>
      traces.tracer.span(name, {}, async () => {
        await new Promise((resolve) => setImmediate(resolve))
        await traces.tracer.span(`${name} below`, {}, () => Promise.resolve())
      })
    await Promise.all([one('a'), one('b')])
    await traces.stop()
    for (const name of ['a', 'b']) {
      const above = collector.spans.find((span) => span.name === name)
      expect(collector.spans.find((span) => span.name === `${name} below`)?.parentSpanId).toBe(above?.spanId)
    }
  })

  it('keep the share that the sampler says', async () => {
    const none = await tracing({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    await none.tracer.span('work', {}, () => Promise.resolve())
    await none.stop()
    const off = await tracing({ OTEL_TRACES_SAMPLER: 'always_off' })
    await off.tracer.span('work', {}, () => Promise.resolve())
    await off.stop()
    expect(collector.spans).toEqual([])
    // A name of another program's: the default.
    const other = await tracing({ OTEL_TRACES_SAMPLER: 'jaeger_remote' })
    await other.tracer.span('work', {}, () => Promise.resolve())
    await other.stop()
    expect(collector.spans).toHaveLength(1)
  })

  it('disturb nobody when the collector fails or is away, and say so once', async () => {
    const said: string[] = []
    const logger: Logger = { ...silentLogger, warn: (_, message) => said.push(message) }
    collector.status = 500
    const failing = await tracing({}, logger)
    expect(await failing.tracer.span('work', {}, () => Promise.resolve(42))).toBe(42)
    await failing.stop()
    const nobody = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '300' }
    const away = await tracing(nobody, logger)
    expect(await away.tracer.span('work', {}, () => Promise.resolve(43))).toBe(43)
    await away.stop(10_000)
    expect(said).toEqual([
      `Traces could not be sent to ${new URL(collector.url).host}`,
      'Traces could not be sent to 127.0.0.1:9',
    ])
  })

  it('do not hold up the end when the collector hangs', async () => {
    const traces = await tracing()
    // It is tried again and again, for ten seconds.
    collector.status = 503
    await traces.tracer.span('work', {}, () => Promise.resolve())
    const begun = performance.now()
    await traces.stop(300)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  function tracing(variables: Record<string, string> = {}, logger = silentLogger) {
    const settings = settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...variables })
    return startTracing(settings, { version: '1.2.3', logger })
  }
})
