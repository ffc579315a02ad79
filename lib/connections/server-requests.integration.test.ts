import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import type { AnswerRequest, ServerAnswer, ServerRequest } from './server-requests'

const SERVERS = ['stdio', 'http', 'sse', 'modern'] as const
const ALL = ['elicitation', 'sampling', 'roots'] as const

async function declareAll(harness: PoolHarness): Promise<void> {
  const flags = { http: ['--stream'], sse: ['--mode', 'sse'], modern: ['--mode', 'modern'] }
  harness.declare('stdio', { endpoint: harness.stdio() })
  for (const name of ['http', 'sse', 'modern'] as const) {
    const { url } = await harness.http(flags[name])
    const transport = name === 'sse' ? 'sse' : 'streamable-http'
    harness.declare(name, { endpoint: { kind: 'remote', transport, url } })
  }
}

const callOf = (server: string, tool: string, onRequest?: AnswerRequest) => ({
  ...{ server, tool, arguments: {}, caller: 'internal' as const },
  ...(onRequest && { onRequest }),
})

describe('a question of a server in the middle of a call', () => {
  let harness: PoolHarness

  beforeAll(async () => {
    harness = new PoolHarness({ answers: ALL })
    await declareAll(harness)
  })
  afterAll(() => harness.dispose())

  const answering = (answer: ServerAnswer) => {
    const heard: ServerRequest[] = []
    const onRequest: AnswerRequest = (request) => {
      heard.push(request)
      return Promise.resolve(answer)
    }
    return { heard, onRequest }
  }

  it.each(SERVERS)('goes to whoever made the call, and the answer goes back (%s)', async (server) => {
    const { heard, onRequest } = answering({
      kind: 'elicitation',
      action: 'accept',
      content: { name: 'Ada' },
    })
    const result = await harness.pool.callTool(callOf(server, 'ask', onRequest))
    expect(result.content[0]?.text).toBe('Hello Ada')
    expect(result.refused).toBeUndefined()
    expect(heard).toMatchObject([{ kind: 'elicitation', params: { message: 'Who are you?' } }])
  })

  it.each(SERVERS)('is declined where nobody can be asked, and the outcome says so (%s)', async (server) => {
    const result = await harness.pool.callTool(callOf(server, 'ask'))
    expect(result.content[0]?.text).toBe('decline')
    expect(result.refused).toEqual([
      {
        kind: 'elicitation',
        message: "The server asked for a person's input, and was refused: nobody could be asked.",
      },
    ])
  })

  it.each(['stdio', 'http', 'sse'])('may be for a model’s answer or for roots (%s)', async (server) => {
    const sampled = answering({
      kind: 'sampling',
      result: { model: 'none', role: 'assistant', content: { type: 'text', text: 'yes' } },
    })
    const sample = await harness.pool.callTool(callOf(server, 'sample', sampled.onRequest))
    expect(sample.content[0]?.text).toBe('yes')
    const rooted = answering({ kind: 'roots', roots: [{ uri: 'file:///srv' }] })
    const roots = await harness.pool.callTool(callOf(server, 'roots', rooted.onRequest))
    expect(roots.content[0]?.text).toBe('[{"uri":"file:///srv"}]')
    const refused = await harness.pool.callTool(callOf(server, 'sample'))
    expect(refused.content[0]?.text).toBe('error -1: Refused: nobody could be asked')
    expect(refused.refused).toMatchObject([{ kind: 'sampling' }])
  })

  it('goes to the right one of many callers over a stream of its own', async () => {
    const names = Array.from({ length: 6 }, (_, i) => `caller ${i}`)
    const results = await Promise.all(
      names.map((name) =>
        harness.pool.callTool(
          callOf(
            'http',
            'ask',
            answering({ kind: 'elicitation', action: 'accept', content: { name } }).onRequest,
          ),
        ),
      ),
    )
    expect(results.map(({ content }) => content[0]?.text)).toEqual(names.map((name) => `Hello ${name}`))
  })

  it('goes to nobody where it could be about several calls: to tell one what another does is worse', async () => {
    const { onRequest, heard } = answering({
      kind: 'elicitation',
      action: 'accept',
      content: { name: 'Ada' },
    })
    const results = await Promise.all([
      harness.pool.callTool({ ...callOf('stdio', 'sleep'), arguments: { ms: 300 } }),
      harness.pool.callTool(callOf('stdio', 'ask', onRequest)),
    ])
    expect(results[1].content[0]?.text).toBe('decline')
    expect(heard).toEqual([])
  })

  it('is not hurried by the time limit of the call while a person thinks', async () => {
    harness.declare('hasty', { endpoint: harness.stdio(), policy: { callTimeoutMs: 300 } })
    await harness.pool.open('hasty')
    const onRequest: AnswerRequest = async () => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      return { kind: 'elicitation', action: 'accept', content: { name: 'Slow' } }
    }
    const result = await harness.pool.callTool(callOf('hasty', 'ask', onRequest))
    expect(result.content[0]?.text).toBe('Hello Slow')
    const endless = { ...callOf('hasty', 'sleep', onRequest), arguments: { ms: 60_000 } }
    await expect(harness.pool.callTool(endless)).rejects.toMatchObject({ code: 'timed-out' })
  })
})

describe('what a client says that it can do', () => {
  it('is what somebody here can answer, and a server that asks for more is refused in words', async () => {
    const harness = new PoolHarness()
    await declareAll(harness)
    for (const server of ['stdio', 'http', 'sse']) {
      const told = JSON.parse(await harness.call(server, 'client')) as object
      expect(Object.keys(told)).toEqual(['elicitation'])
      const result = await harness.pool.callTool(callOf(server, 'sample'))
      expect(result.content[0]?.text).toBe(
        'error -32601: sampling/createMessage is not offered by this client',
      )
      expect(result.refused).toMatchObject([{ kind: 'sampling' }])
    }
    await expect(harness.pool.callTool(callOf('modern', 'sample'))).rejects.toMatchObject({
      code: 'protocol-error',
      message: expect.stringContaining('sampling') as string,
    })
    await harness.dispose()
  })
})

describe('what a server says while it works', () => {
  it('is in its log whole and in the feed in part, so that a talkative server drowns nobody', async () => {
    const harness = new PoolHarness()
    harness.declare('chatty', { endpoint: harness.stdio() })
    await harness.pool.callTool({ ...callOf('chatty', 'chatter'), arguments: { count: 500 } })
    const lines = () => harness.pool.log('chatty').filter(({ stream }) => stream === 'protocol')
    await until(() => lines().length === 500)
    const told = harness.eventsOf('server-logged')
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThan(50)
    expect(told[0]).toEqual({ kind: 'server-logged', name: 'chatty', level: 'warning', text: 'chatter 0' })
    await harness.dispose()
  })

  it('of the progress of a long call is told at most once a second, also when its caller does not listen', async () => {
    const harness = new PoolHarness()
    harness.declare('long', { endpoint: harness.stdio() })
    const started = performance.now()
    await harness.pool.callTool({ ...callOf('long', 'progress'), arguments: { steps: 130, ms: 10 } })
    const seconds = (performance.now() - started) / 1_000
    const told = harness.eventsOf('call-progressed')
    expect(told.length).toBeGreaterThanOrEqual(1)
    expect(told.length).toBeLessThanOrEqual(Math.floor(seconds))
    expect(told[0]).toMatchObject({ name: 'long', tool: 'progress', total: 130 })
    await harness.dispose()
  })
})
