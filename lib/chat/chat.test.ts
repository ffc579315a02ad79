import type { MockLanguageModelV4 } from 'ai/test'
import { APICallError } from 'ai'
import { beforeEach, describe, expect, it } from 'vitest'
import { aloneTurns, chatParts, resolvedModel } from '@/e2e/fixtures/chat-parts'
import { MemoryConversations } from '@/e2e/fixtures/memory-conversations'
import { fleet, type Handler, ready, type Scripted } from '@/e2e/fixtures/scripted-fleet'
import { receivedAnswer } from '@/e2e/fixtures/received-answer'
import { call, say, scriptedModel } from '@/e2e/fixtures/scripted-model'
import type { ToolResult } from '@/lib/domain/capability'
import type { Connection } from '@/lib/domain/connection'
import { AppError } from '@/lib/kit/app-error'
import { type Clock, systemClock } from '@/lib/kit/clock'
import { Chat } from './chat'
import { isToolPart, type TurnMessage } from './message'

const text = (value: string, isError = false): ToolResult => ({
  content: [{ type: 'text', text: value }],
  isError,
})

const at = new Date(0).toISOString()
const ID = '5b0f5d6e-6d2c-4f6b-9a0e-111111111111'
let conversations: MemoryConversations
let asked = 0

beforeEach(() => {
  conversations = new MemoryConversations()
  asked = 0
})

function chatWith(
  model: MockLanguageModelV4 | null,
  servers: Record<string, Scripted> = {},
  clock = systemClock,
) {
  const { opened, ...parts } = fleet(servers)
  const chat = new Chat({
    ...chatParts(),
    ...parts,
    conversations,
    clock,
    turns: aloneTurns(clock),
    models: { resolve: () => Promise.resolve(model && resolvedModel(model)) },
  })
  return { chat, opened }
}

interface Asking {
  id?: string
  signal?: AbortSignal
  servers?: string[]
  tags?: string[]
  beside?: boolean
}

function ask(chat: Chat, question: string, { id, signal, ...selection }: Asking = {}): Promise<Response> {
  signal?.addEventListener('abort', () => void chat.stopTurn(ID))
  return chat.answer({
    body: {
      conversationId: ID,
      message: { id: id ?? `q${++asked}`, role: 'user', parts: [{ type: 'text', text: question }] },
      ...selection,
    },
  })
}

async function kept(): Promise<TurnMessage[]> {
  return (await conversations.messages(ID)) as TurnMessage[]
}

const textOf = ({ parts }: TurnMessage) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
const callsOf = ({ parts }: TurnMessage) => parts.filter(isToolPart)
const notesOf = ({ parts }: TurnMessage) =>
  parts.flatMap((part) => (part.type === 'data-call' ? [part.data] : []))
const offerOf = ({ parts }: TurnMessage) =>
  parts.flatMap((part) => (part.type === 'data-offer' ? [part.data] : []))[0]

describe('a turn', () => {
  it('streams the answer, keeps question and answer, and titles the conversation after the question', async () => {
    const { chat } = chatWith(scriptedModel(say('Hel', 'lo')))
    const answer = await receivedAnswer(await ask(chat, 'Say hello'))
    expect(textOf(answer)).toBe('Hello')
    expect(answer.metadata).toMatchObject({
      outcome: 'completed',
      model: 'scripted',
      inputTokens: 3,
      outputTokens: 10,
    })
    expect((await kept()).map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(textOf((await kept())[1]!)).toBe('Hello')
    expect(conversations.titles.get(ID)).toBe('Say hello')
  })

  it('calls a tool through the pool and shows server, tool, arguments, result and duration', async () => {
    const model = scriptedModel(call(['sums__add', { a: 2, b: 3 }]), say('It is 5.'))
    const { chat } = chatWith(model, {
      sums: { tools: { add: ({ a, b }) => text(String(Number(a) + Number(b))) } },
    })
    const answer = await receivedAnswer(await ask(chat, 'What is 2 and 3?'))
    expect(callsOf(answer)).toEqual([
      expect.objectContaining({
        toolName: 'sums__add',
        state: 'output-available',
        input: { a: 2, b: 3 },
        output: text('5'),
        toolMetadata: { server: 'sums', tool: 'add' },
      }),
    ])
    expect(notesOf(answer)).toEqual([
      expect.objectContaining({ server: 'sums', tool: 'add', durationMs: 12, outcome: 'ok' }),
    ])
    expect(JSON.stringify(model.doStreamCalls[1]?.prompt)).toContain('"value":"5"')
  })

  it('goes through several rounds of calls, several at once', async () => {
    const order: string[] = []
    const log = (name: string) => () => {
      order.push(name)
      return text(name)
    }
    const model = scriptedModel(call(['s__one', {}], ['s__two', {}]), call(['s__three', {}]), say('Done'))
    const { chat } = chatWith(model, {
      s: { tools: { one: log('one'), two: log('two'), three: log('three') } },
    })
    const answer = await receivedAnswer(await ask(chat, 'Go'))
    expect(order).toEqual(['one', 'two', 'three'])
    expect(callsOf(answer)).toHaveLength(3)
    expect(answer.parts.filter(({ type }) => type === 'step-start')).toHaveLength(3)
  })

  it('makes the model answer after twenty rounds, and says that it had to', async () => {
    let page = 0
    const model = scriptedModel(() => call(['s__again', { page: ++page }, crypto.randomUUID()]))
    const { chat } = chatWith(model, { s: { tools: { again: () => text('again') } } })
    const answer = await receivedAnswer(await ask(chat, 'Loop'))
    expect(model.doStreamCalls).toHaveLength(20)
    expect(model.doStreamCalls.at(-1)?.toolChoice).toEqual({ type: 'none' })
    expect(answer.metadata).toMatchObject({ outcome: 'step-limit' })
  })

  it.each([
    [[{ type: 'text', text: '   ' }], 'bad-input'],
    [[{ type: 'file', url: 'data:,x' }], 'bad-input'],
    [[{ type: 'text', text: 'x'.repeat(300_000) }], 'too-large'],
  ])('refuses a question that is none: %#', async (parts, code) => {
    const { chat } = chatWith(scriptedModel(say('x')))
    const body = { conversationId: ID, message: { id: 'q', role: 'user' as const, parts } }
    await expect(chat.answer({ body })).rejects.toMatchObject({ code })
  })
})

describe('a tool that fails', () => {
  const failing = { s: { tools: { broken: () => text('Disk full', true) } } }

  it('is failed for the person and for the model, when it says so itself', async () => {
    const model = scriptedModel(call(['s__broken', {}]), say('It failed: disk full.'))
    const { chat } = chatWith(model, failing)
    const answer = await receivedAnswer(await ask(chat, 'Write'))
    expect(callsOf(answer)[0]).toMatchObject({ state: 'output-error', errorText: 'Disk full' })
    expect(notesOf(answer)[0]).toMatchObject({ outcome: 'tool-error', result: text('Disk full', true) })
    expect(JSON.stringify(model.doStreamCalls[1]?.prompt)).toContain(
      '{"type":"error-text","value":"Disk full"}',
    )
  })

  it('stays failed when the conversation goes on later', async () => {
    const model = scriptedModel(call(['s__broken', {}]), say('It failed.'), say('Still.'))
    const { chat } = chatWith(model, failing)
    await receivedAnswer(await ask(chat, 'Write'))
    await receivedAnswer(await ask(chat, 'And now?'))
    expect(JSON.stringify(model.doStreamCalls[2]?.prompt)).toContain(
      '{"type":"error-text","value":"Disk full"}',
    )
  })

  it('is failed when the call did not get through, with the reason', async () => {
    const unreachable = () => Promise.reject(new AppError('unreachable', 'No answer from s'))
    const model = scriptedModel(call(['s__gone', {}]), say('s is away.'))
    const { chat } = chatWith(model, { s: { tools: { gone: unreachable } } })
    const answer = await receivedAnswer(await ask(chat, 'Go'))
    expect(callsOf(answer)[0]).toMatchObject({ state: 'output-error', errorText: 'No answer from s' })
    expect(notesOf(answer)[0]).toMatchObject({ outcome: 'failed' })
    expect(answer.metadata?.outcome).toBe('completed')
  })

  it('does not take its neighbours along', async () => {
    const model = scriptedModel(call(['s__broken', {}], ['s__fine', {}]), say('One worked.'))
    const { chat } = chatWith(model, { s: { tools: { ...failing.s.tools, fine: () => text('fine') } } })
    expect(callsOf(await receivedAnswer(await ask(chat, 'Both'))).map(({ state }) => state)).toEqual([
      'output-error',
      'output-available',
    ])
  })

  it('is failed when the model calls a tool that there is not, or with arguments that are no object', async () => {
    const model = scriptedModel(
      call(['s__invented', {}], ['s__fine', '[1]'], ['s__fine', 'not json']),
      say('Oh.'),
    )
    const { chat } = chatWith(model, { s: { tools: { fine: () => text('fine') } } })
    const answer = await receivedAnswer(await ask(chat, 'Go'))
    const parts = answer.parts.filter((part) => 'toolCallId' in part)
    expect(parts.map(({ state }) => state)).toEqual(['output-error', 'output-error', 'output-error'])
    expect(textOf(answer)).toBe('Oh.')
  })
})

describe('stopping', () => {
  it('aborts the running tool, ends the turn, and keeps what there was', async () => {
    const stop = new AbortController()
    let stopped = false
    const slow: Handler = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          stopped = true
          reject(new AppError('cancelled', 'Cancelled'))
        })
        stop.abort()
      })
    const round = [...say('Let me see. ').slice(0, 3), ...call(['s__slow', { a: 1 }])]
    const { chat } = chatWith(scriptedModel(round), { s: { tools: { slow } } })
    const answer = await receivedAnswer(await ask(chat, 'Slowly', { signal: stop.signal }))
    expect(stopped).toBe(true)
    expect(answer.metadata?.outcome).toBe('stopped')
    const [, saved] = await kept()
    expect(textOf(saved!)).toBe('Let me see. ')
    expect(callsOf(saved!)[0]).toMatchObject({
      state: 'output-error',
      errorText: expect.stringContaining('Stopped') as string,
    })
    expect(notesOf(saved!)[0]).toMatchObject({ outcome: 'cancelled' })
  })

  it('keeps the answer when the browser goes away without a word', async () => {
    const { chat } = chatWith(scriptedModel(say('Whole ', 'answer')))
    const response = await ask(chat, 'Hello')
    await response.body?.cancel()
    await expect.poll(async () => (await kept())[1]?.metadata?.outcome).toBe('completed')
    expect(textOf((await kept())[1]!)).toBe('Whole answer')
  })

  it('lets the next question be asked at once', async () => {
    const stop = new AbortController()
    const hang: Handler = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled')))
        stop.abort()
      })
    const model = scriptedModel(call(['s__hang', {}]), say('Second'))
    const { chat } = chatWith(model, { s: { tools: { hang } } })
    await ask(chat, 'First', { signal: stop.signal })
    expect(textOf(await receivedAnswer(await ask(chat, 'Second')))).toBe('Second')
    expect((await kept()).map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
    expect(JSON.stringify(model.doStreamCalls[1]?.prompt)).toContain('The person stopped the answer here')
  })

  it('stops every turn when the app stops, and waits until each is kept', async () => {
    const started = Promise.withResolvers<undefined>()
    const hang: Handler = (_, signal) =>
      new Promise((_resolve, reject) => {
        started.resolve(undefined)
        signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled')))
      })
    const { chat } = chatWith(scriptedModel(call(['s__hang', {}])), { s: { tools: { hang } } })
    await ask(chat, 'Wait')
    await started.promise
    await chat.stop()
    expect((await kept())[1]?.metadata?.outcome).toBe('stopped')
    await expect(ask(chat, 'More')).rejects.toMatchObject({ code: 'shutting-down' })
  })

  it('stops a turn whose conversation is deleted, and leaves nothing behind', async () => {
    const started = Promise.withResolvers<undefined>()
    const hang: Handler = (_, signal) =>
      new Promise((_resolve, reject) => {
        started.resolve(undefined)
        signal?.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled')))
      })
    const { chat } = chatWith(scriptedModel(call(['s__hang', {}])), { s: { tools: { hang } } })
    await ask(chat, 'Wait')
    await started.promise
    await chat.remove(ID)
    expect(conversations.stored.size).toBe(0)
  })
})

describe('a model that fails', () => {
  const refusal = () => {
    throw new APICallError({
      message: 'Bad key sk-the-secret',
      url: 'https://api.example/v1',
      requestBodyValues: {},
      statusCode: 401,
      isRetryable: false,
    })
  }

  it('ends the turn as failed, in words and without the key, and keeps it', async () => {
    const { chat } = chatWith(scriptedModel(refusal))
    const response = await ask(chat, 'Hello')
    const raw = await response.clone().text()
    expect(raw).not.toContain('sk-the-secret')
    const answer = await receivedAnswer(response)
    expect(answer.metadata).toMatchObject({ outcome: 'failed', error: { code: 'refused-key' } })
    expect((await kept())[1]?.metadata?.outcome).toBe('failed')
  })

  it('keeps the beginning of an answer that broke in the middle', async () => {
    const broken = [
      ...say('So far ').slice(0, 2),
      { type: 'error' as const, error: new Error('connection reset') },
    ]
    const { chat } = chatWith(scriptedModel(broken))
    const answer = await receivedAnswer(await ask(chat, 'Hello'))
    expect(textOf(answer)).toBe('So far ')
    expect(answer.metadata).toMatchObject({
      outcome: 'failed',
      error: { message: expect.stringContaining('connection reset') as string },
    })
  })

  it('replaces the failed answer when the question is asked again', async () => {
    const model = scriptedModel(refusal, say('Now it works'))
    const { chat } = chatWith(model)
    await receivedAnswer(await ask(chat, 'Hello', { id: 'q' }))
    await receivedAnswer(await ask(chat, 'Hello', { id: 'q' }))
    const all = await kept()
    expect(all).toHaveLength(2)
    expect(textOf(all[1]!)).toBe('Now it works')
    expect(model.doStreamCalls[1]?.prompt.filter(({ role }) => role === 'user')).toHaveLength(1)
  })

  it('puts another answer beside the one that an older question has had', async () => {
    const { chat } = chatWith(scriptedModel(say('First'), say('Second'), say('Another')))
    await receivedAnswer(await ask(chat, 'One', { id: 'a' }))
    await receivedAnswer(await ask(chat, 'Two', { id: 'b' }))
    await receivedAnswer(await ask(chat, 'One', { id: 'a' }))
    expect((await kept()).map(textOf)).toEqual(['One', 'First', 'Two', 'Second', 'Another'])
    expect((await chat.conversation(ID)).messages.map((message) => textOf(message))).toEqual([
      'One',
      'Another',
    ])
  })
})

describe('two questions at once', () => {
  it('lets a second model answer the same question beside the first, and stops both together', async () => {
    const gate = Promise.withResolvers<undefined>()
    const waits = (words: string) => async () => {
      await gate.promise
      return say(words)
    }
    const { chat } = chatWith(scriptedModel(waits('One'), waits('Other'), waits('Late')))
    const first = receivedAnswer(await ask(chat, 'Hello', { id: 'q' }))
    const second = receivedAnswer(await ask(chat, 'Hello', { id: 'q', beside: true }))
    // A page that is loaded now reads along with each of them.
    const resumed = [await chat.resume(ID), await chat.resume(ID, { beside: true })].map(receivedAnswer)
    gate.resolve(undefined)
    expect((await Promise.all(resumed)).map(textOf)).toEqual(['One', 'Other'])
    const [shown] = await Promise.all([first, second])
    const { nodes, head } = await conversations.tree(ID)
    expect(head).toBe(shown.id)
    expect(nodes.filter(({ parent }) => parent === 'q')).toHaveLength(2)
    expect((await kept()).map(textOf).toSorted()).toEqual(['Hello', 'One', 'Other'])
    expect(await chat.stopTurn(ID)).toEqual({ stopped: false })
    // What has ended beside is a branch now.
    expect((await chat.resume(ID, { beside: true })).status).toBe(204)
  })

  it('lets only one into a conversation', async () => {
    const gate = Promise.withResolvers<undefined>()
    const model = scriptedModel(async () => {
      await gate.promise
      return say('x')
    })
    const impatient: Clock = { ...systemClock, after: (_, task) => systemClock.after(0, task) }
    const { chat } = chatWith(model, {}, impatient)
    const first = await ask(chat, 'One')
    const second = ask(chat, 'Two')
    await expect(second).rejects.toMatchObject({ code: 'too-busy' })
    gate.resolve(undefined)
    expect(textOf(await receivedAnswer(first))).toBe('x')
    expect(textOf(await receivedAnswer(await ask(chat, 'Three')))).toBe('x')
  })
})

describe('a huge result', () => {
  const huge = { s: { tools: { dump: () => text('x'.repeat(2_000_000)) } } }

  it('is cut for model and page, and whole on demand, while the turn runs and after', async () => {
    const whileRunning = Promise.withResolvers<ToolResult>()
    const model = scriptedModel(call(['s__dump', {}, 'c1']), async () => {
      whileRunning.resolve(await chat.callResult(ID, 'c1'))
      return say('Large.')
    })
    const { chat } = chatWith(model, huge)
    const response = await ask(chat, 'Dump')
    const raw = await response.clone().text()
    expect(raw.length).toBeLessThan(200_000)
    const note = notesOf(await receivedAnswer(response))[0]
    expect(note).toMatchObject({ cutForModel: { shown: 32_000, total: 2_000_000 } })
    expect(note?.wholeBytes).toBeGreaterThan(2_000_000)
    expect(JSON.stringify(model.doStreamCalls[1]?.prompt).length).toBeLessThan(40_000)
    expect((await whileRunning.promise).content).toEqual(text('x'.repeat(2_000_000)).content)
    expect((await chat.callResult(ID, 'c1')).content).toEqual(text('x'.repeat(2_000_000)).content)
    const { messages } = await chat.conversation(ID)
    expect(JSON.stringify(messages).length).toBeLessThan(200_000)
  })

  it('is cut again when the conversation goes on', async () => {
    const model = scriptedModel(call(['s__dump', {}]), say('Large.'), say('Yes.'))
    const { chat } = chatWith(model, huge)
    await receivedAnswer(await ask(chat, 'Dump'))
    await receivedAnswer(await ask(chat, 'Really?'))
    expect(JSON.stringify(model.doStreamCalls[2]?.prompt).length).toBeLessThan(40_000)
  })

  it('is not found where there was no such call', async () => {
    const { chat } = chatWith(scriptedModel(say('x')))
    await expect(chat.callResult(ID, 'nope')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('what a turn has to work with', () => {
  const failedState: Connection = {
    kind: 'failed',
    since: at,
    attempts: 3,
    error: { code: 'unreachable', message: 'Refused' },
  }

  it('says which servers are absent and why, to the person and to the model', async () => {
    const model = scriptedModel(say('x'))
    const { chat } = chatWith(model, {
      good: { tools: { t: () => text('t') } },
      off: { enabled: false },
      broken: { state: failedState },
      retrying: {
        state: { kind: 'waiting', attempt: 2, retryAt: at, error: { code: 'unreachable', message: 'Gone' } },
      },
      locked: { state: { kind: 'needs-auth', since: at, error: { code: 'needs-auth', message: '401' } } },
    })
    const offer = offerOf(await receivedAnswer(await ask(chat, 'Hello')))
    expect(offer?.offered.map(({ name }) => name)).toEqual(['good__t'])
    expect(offer?.absent.map(({ server, reason }) => [server, reason])).toEqual([
      ['broken', 'failed'],
      ['locked', 'needs-auth'],
      ['retrying', 'waiting'],
      ['off', 'disabled'],
    ])
    expect(JSON.stringify(model.doStreamCalls[0]?.prompt)).toContain('broken (failed)')
  })

  it('offers the tools of the chosen servers and tags only', async () => {
    const servers = {
      a: { tools: { t: () => text('t') } },
      b: { tags: ['prod'], tools: { t: () => text('t') } },
      c: { tools: { t: () => text('t') } },
    }
    const { chat } = chatWith(scriptedModel(say('x')), servers)
    const offer = offerOf(
      await receivedAnswer(await ask(chat, 'Hello', { servers: ['a', 'gone'], tags: ['prod'] })),
    )
    expect(offer?.offered.map(({ name }) => name)).toEqual(['a__t', 'b__t'])
    expect(offer?.selection).toEqual({ servers: ['a', 'gone'], tags: ['prod'] })
    expect(offer?.absent).toEqual([expect.objectContaining({ server: 'gone', reason: 'unknown' })])
  })

  it('opens servers at rest for the question', async () => {
    const idle: Connection = { kind: 'idle', since: at }
    const { chat, opened } = chatWith(scriptedModel(say('x')), {
      sleepy: { state: idle, opens: ready, tools: { t: () => text('t') } },
      dead: { state: idle, opens: failedState },
    })
    const offer = offerOf(await receivedAnswer(await ask(chat, 'Hello')))
    expect(opened).toEqual(['dead', 'sleepy'])
    expect(offer?.offered.map(({ name }) => name)).toEqual(['sleepy__t'])
    expect(offer?.absent).toEqual([expect.objectContaining({ server: 'dead', reason: 'failed' })])
  })

  it('does not open a thousand servers for one question', async () => {
    const idle: Scripted = { state: { kind: 'idle', since: at }, opens: ready, tools: { t: () => text('t') } }
    const servers = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`s${n}`, { ...idle }]))
    const { chat, opened } = chatWith(scriptedModel(say('x')), servers)
    const offer = offerOf(await receivedAnswer(await ask(chat, 'Hello')))
    expect(opened.length).toBeLessThanOrEqual(24)
    expect(offer?.absent).toHaveLength(100)
    expect(offer?.moreAbsent).toBe(1_000 - opened.length - 100)
  })

  it('offers 24 of 2,000 tools, the nearest, and one that finds the others', async () => {
    const tools = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`tool_${n}`, () => text('t')]))
    const model = scriptedModel(say('x'))
    const { chat } = chatWith(model, { big: { tools } })
    const offer = offerOf(await receivedAnswer(await ask(chat, 'Use tool 1234')))
    expect(offer).toMatchObject({
      limit: 24,
      known: 2_000,
      withheld: [{ server: 'big', reason: 'limit', count: 1_976 }],
    })
    expect(offer?.offered.map(({ tool }) => tool)).toContain('tool_1234')
    expect(offer?.ranking?.[0]).toMatchObject({ tool: 'tool_1234', taken: true, ranks: { lexical: 1 } })
    expect(model.doStreamCalls[0]?.tools).toHaveLength(25)
    expect(JSON.stringify(model.doStreamCalls[0]?.prompt[0])).toContain('call find_tools')
  })

  it('lets the model find a tool that it was not offered, and call it in the next step', async () => {
    const tools = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`tool_${n}`, () => text('t')]))
    const model = scriptedModel(
      call(['find_tools', { query: 'the weather forecast' }]),
      call(['sky__weather_forecast', {}]),
      say('Rain.'),
    )
    const { chat } = chatWith(model, {
      big: { tools },
      sky: { tools: { weather_forecast: () => text('rain') } },
    })
    const answer = await receivedAnswer(await ask(chat, 'Use tool 7'))
    const namesAt = (step: number) => model.doStreamCalls[step]?.tools?.map(({ name }) => name)
    expect(namesAt(0)).not.toContain('sky__weather_forecast')
    expect(namesAt(1)).toContain('sky__weather_forecast')
    expect(callsOf(answer).map(({ toolName, state }) => [toolName, state])).toEqual([
      ['find_tools', 'output-available'],
      ['sky__weather_forecast', 'output-available'],
    ])
    expect(textOf(answer)).toBe('Rain.')
  })

  it('leads a call under a shortened name back to its server and tool', async () => {
    const long = `${'very-long-'.repeat(12)}name`
    let called: unknown
    const model = scriptedModel(() => call([model.doStreamCalls[0]!.tools![0]!.name, { x: 1 }]), say('ok'))
    const { chat } = chatWith(model, {
      'a.server': {
        tools: {
          [long]: (args) => {
            called = args
            return text('ok')
          },
        },
      },
    })
    const answer = await receivedAnswer(await ask(chat, 'Go'))
    expect(model.doStreamCalls[0]!.tools![0]!.name.length).toBeLessThanOrEqual(64)
    expect(called).toEqual({ x: 1 })
    expect(callsOf(answer)[0]?.toolMetadata).toEqual({ server: 'a.server', tool: long })
  })
})
