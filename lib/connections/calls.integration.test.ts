import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PoolHarness } from '@/e2e/servers/pool-harness'

let harness: PoolHarness

beforeAll(async () => {
  harness = new PoolHarness()
  const http = await harness.http(['--stream'])
  const modern = await harness.http(['--mode', 'modern'])
  harness.declare('stdio', { endpoint: harness.stdio() })
  harness.declare('http', { endpoint: { kind: 'remote', transport: 'streamable-http', url: http.url } })
  harness.declare('modern', { endpoint: { kind: 'remote', transport: 'streamable-http', url: modern.url } })
})
afterAll(() => harness.dispose())

const lastCall = () => harness.eventsOf('call-finished').at(-1)

describe('a call', () => {
  it('gives content, structured content and how long it took', async () => {
    const result = await harness.pool.callTool({
      server: 'stdio',
      tool: 'add',
      arguments: { a: 2, b: 3 },
      caller: 'api',
    })
    expect(result).toEqual({
      content: [{ type: 'text', text: '5' }],
      structuredContent: { sum: 5 },
      isError: false,
      durationMs: expect.any(Number) as number,
    })
    expect(lastCall()).toMatchObject({ name: 'stdio', tool: 'add', caller: 'api', outcome: 'ok' })
  })

  it('that a tool answers with its own failure is a result, and counted as the tool’s error', async () => {
    const call = { server: 'stdio', tool: 'fail', arguments: {}, caller: 'playground' as const }
    expect(await harness.pool.callTool(call)).toMatchObject({ isError: true })
    expect(lastCall()).toMatchObject({ tool: 'fail', caller: 'playground', outcome: 'tool-error' })
  })

  it('that the server refuses is an error with the server’s words, and the session goes on', async () => {
    await expect(harness.call('stdio', 'refuse')).rejects.toMatchObject({
      code: 'protocol-error',
      message: expect.stringContaining('No such thing') as string,
    })
    expect(lastCall()).toMatchObject({
      outcome: 'failed',
      error: expect.stringContaining('No such thing') as string,
    })
    expect(harness.pool.stateOf('stdio').kind).toBe('ready')
  })

  for (const server of ['stdio', 'http', 'modern']) {
    it(`runs into its own time limit, and leaves the session alone (${server})`, async () => {
      const call = {
        server,
        tool: 'sleep',
        arguments: { ms: 5_000 },
        caller: 'internal' as const,
        timeoutMs: 200,
      }
      const started = performance.now()
      await expect(harness.pool.callTool(call)).rejects.toMatchObject({ code: 'timed-out' })
      expect(performance.now() - started).toBeLessThan(3_000)
      expect(await harness.call(server, 'echo', { text: 'fine' })).toBe('fine')
    })

    it(`can be cancelled (${server})`, async () => {
      const signal = AbortSignal.timeout(150)
      const call = { server, tool: 'sleep', arguments: { ms: 5_000 }, caller: 'internal' as const }
      const controller = new AbortController()
      signal.addEventListener('abort', () => controller.abort())
      await expect(harness.pool.callTool({ ...call, signal: controller.signal })).rejects.toMatchObject({
        code: 'cancelled',
      })
      expect(lastCall()).toMatchObject({ outcome: 'cancelled' })
      expect(await harness.call(server, 'echo', { text: 'fine' })).toBe('fine')
    })
  }

  for (const server of ['stdio', 'http']) {
    it(`tells of its progress (${server})`, async () => {
      const heard: unknown[] = []
      await harness.pool.callTool({
        server,
        tool: 'progress',
        arguments: { steps: 3, ms: 5 },
        caller: 'internal',
        onProgress: (progress) => heard.push(progress),
      })
      expect(heard).toEqual([1, 2, 3].map((step) => ({ progress: step, total: 3, message: `step ${step}` })))
    })
  }

  it('goes on beyond the policy’s limit while it reports progress', async () => {
    harness.declare('patient', { endpoint: harness.stdio(), policy: { callTimeoutMs: 300 } })
    const result = await harness.pool.callTool({
      server: 'patient',
      tool: 'progress',
      arguments: { steps: 8, ms: 100 },
      caller: 'internal',
      onProgress: () => undefined,
    })
    expect(result.content[0]?.text).toBe('done')
  })

  it('to a server that can not be reached is told with the reason, at once', async () => {
    harness.declare('nowhere', { endpoint: harness.command('no-such-command'), policy: { maxRetries: 0 } })
    await expect(harness.call('nowhere', 'echo')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no such command') as string,
    })
    expect(lastCall()).toMatchObject({ name: 'nowhere', outcome: 'failed' })
  })

  it('shares the session with many others', async () => {
    const texts = Array.from({ length: 64 }, (_, i) => `text ${i}`)
    for (const server of ['stdio', 'http', 'modern']) {
      expect(await Promise.all(texts.map((text) => harness.call(server, 'echo', { text })))).toEqual(texts)
    }
  })
})

describe('reading', () => {
  it('lists resources and prompts, reads and fills them', async () => {
    expect(await harness.pool.resources('stdio')).toMatchObject({
      items: [{ uri: 'test://one' }],
      templates: [],
    })
    expect(await harness.pool.readResource('stdio', 'test://one')).toEqual({
      contents: [{ uri: 'test://one', mimeType: 'text/plain', text: 'The one resource.' }],
    })
    expect(await harness.pool.prompts('stdio')).toMatchObject({ items: [{ name: 'greet' }] })
    expect(await harness.pool.getPrompt('stdio', 'greet', { who: 'Ada' })).toEqual({
      messages: [{ role: 'user', content: { type: 'text', text: 'Greet Ada' } }],
    })
  })

  it('is empty, not an error, for what a server does not offer', async () => {
    expect((await harness.pool.resources('modern')).items).toEqual([])
    expect((await harness.pool.prompts('modern')).items).toEqual([])
  })
})
