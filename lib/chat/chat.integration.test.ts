import type { MockLanguageModelV4 } from 'ai/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { chatParts, resolvedModel } from '@/e2e/fixtures/chat-parts'
import { receivedAnswer } from '@/e2e/fixtures/received-answer'
import { call, say, scriptedModel } from '@/e2e/fixtures/scripted-model'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import type { Server } from '@/lib/domain/server'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import { ConversationStore } from '@/lib/store/conversations'
import type { Database } from '@/lib/store/database'
import { Chat } from './chat'
import { isToolPart, type TurnMessage } from './message'

let directory: DataDirectory
let database: Database
let harness: PoolHarness

beforeAll(async () => {
  directory = await createdDataDirectory()
  database = await openDatabase({ dataDir: directory.path, logger: silentLogger })
})
afterAll(async () => {
  await database.close()
  directory[Symbol.dispose]()
})
beforeEach(() => {
  harness = new PoolHarness()
})
afterEach(async () => {
  await harness.dispose()
})

/** A chat over the harness's pool and the real store. */
function chatWith(
  model: MockLanguageModelV4,
  servers: Server[],
  store = new ConversationStore(database),
): Chat {
  return new Chat({
    ...chatParts(),
    models: { resolve: () => Promise.resolve(resolvedModel(model)) },
    pool: harness.pool,
    servers: { get: (name) => servers.find(({ spec }) => spec.name === name), all: () => servers },
    conversations: store,
  })
}

function ask(chat: Chat, conversationId: string, question: string, signal?: AbortSignal) {
  signal?.addEventListener('abort', () => void chat.stopTurn(conversationId))
  return chat.answer({
    body: {
      conversationId,
      message: { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: question }] },
    },
  })
}

const callsOf = ({ parts }: TurnMessage) => parts.filter(isToolPart)
const textOf = ({ parts }: TurnMessage) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
const offerOf = ({ parts }: TurnMessage) =>
  parts.flatMap((part) => (part.type === 'data-offer' ? [part.data] : []))[0]
const promptOf = (model: MockLanguageModelV4, round: number) =>
  JSON.stringify(model.doStreamCalls[round]?.prompt)

describe('a turn over real servers and a real store', () => {
  it('opens a server at rest, calls its tool, and finds all of it again in the store', async () => {
    harness.declare('sums', { endpoint: harness.stdio() })
    const model = scriptedModel(call(['sums__add', { a: 20, b: 22 }]), say('It is 42.'))
    const id = crypto.randomUUID()
    const answer = await receivedAnswer(await ask(chatWith(model, harness.servers), id, 'What is 20 and 22?'))
    expect(callsOf(answer)[0]).toMatchObject({
      state: 'output-available',
      output: { structuredContent: { sum: 42 } },
    })
    expect(promptOf(model, 1)).toContain('"value":"42"')
    const { messages, title } = await chatWith(model, []).conversation(id)
    expect(title).toBe('What is 20 and 22?')
    expect(textOf(messages[1] as unknown as TurnMessage)).toBe('It is 42.')
    expect(callsOf(messages[1] as unknown as TurnMessage)).toHaveLength(1)
  })

  it('shows a tool that fails, refuses or takes its process along as failed, and goes on with the others', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    const model = scriptedModel(
      call(['s__fail', {}], ['s__refuse', {}]),
      call(['s__crash', {}]),
      call(['s__echo', { text: 'still here' }]),
      say('Three failed, one worked.'),
    )
    const answer = await receivedAnswer(
      await ask(chatWith(model, harness.servers), crypto.randomUUID(), 'Try all'),
    )
    expect(callsOf(answer).map(({ state }) => state)).toEqual([
      'output-error',
      'output-error',
      'output-error',
      'output-available',
    ])
    expect(callsOf(answer)[0]).toMatchObject({ errorText: 'It did not work' })
    expect(promptOf(model, 1)).toContain('"type":"error-text","value":"It did not work"')
    expect(answer.metadata?.outcome).toBe('completed')
  })

  it('cancels the running call at the server when the person stops', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    const stop = new AbortController()
    const chat = chatWith(scriptedModel(call(['s__sleep_unsafe', { ms: 60_000 }])), harness.servers)
    const id = crypto.randomUUID()
    const response = await ask(chat, id, 'Sleep', stop.signal)
    const answer = receivedAnswer(response)
    await until(() => harness.pool.stateOf('s').kind === 'ready')
    setTimeout(() => stop.abort(), 300)
    expect((await answer).metadata?.outcome).toBe('stopped')
    expect(harness.eventsOf('call-finished')).toEqual([
      expect.objectContaining({ tool: 'sleep_unsafe', caller: 'playground', outcome: 'cancelled' }),
    ])
    const kept = (await chat.conversation(id)).messages[1] as unknown as TurnMessage
    expect(callsOf(kept)[0]).toMatchObject({ state: 'output-error' })
    expect(harness.pool.stateOf('s').kind).toBe('ready')
  })

  it('has in the store, while a tool runs, what was said before it and that it was called, and tells only whole rounds', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    let told = 0
    const store = new ConversationStore(database, () => told++)
    const [finish, ...calling] = call(['s__sleep_unsafe', { ms: 60_000 }]).toReversed()
    const chat = chatWith(
      scriptedModel([...say('I will sleep.').slice(0, -1), ...calling, finish!]),
      [...harness.servers],
      store,
    )
    const id = crypto.randomUUID()
    const answer = receivedAnswer(await ask(chat, id, 'Sleep'))
    const before = told
    // What a process would find that starts now, had this one died.
    const found = () => chatWith(scriptedModel(), []).conversation(id)
    await until(async () => (await found()).messages.length === 2)
    const draft = (await found()).messages[1] as unknown as TurnMessage
    expect(textOf(draft)).toBe('I will sleep.')
    expect(draft.metadata?.outcome).toBeUndefined()
    expect(callsOf(draft)[0]).toMatchObject({
      state: 'output-error',
      errorText: 'Stopped before it answered; it may have run',
    })
    expect(told).toBe(before)
    await chat.stopTurn(id)
    expect((await answer).metadata?.outcome).toBe('stopped')
    expect(told).toBeGreaterThan(before)
  })

  it('offers as many of 2,000 tools as the settings say, and reaches the right one among them', async () => {
    harness.declare('big', { endpoint: harness.stdio(['--tools', '2000']) })
    const model = scriptedModel(call(['big__tool_1234', { value: 'x' }]), say('Done.'))
    const answer = await receivedAnswer(
      await ask(chatWith(model, harness.servers), crypto.randomUUID(), 'Use tool 1234'),
    )
    expect(offerOf(answer)).toMatchObject({
      limit: 24,
      offered: { length: 24 },
      withheld: [{ reason: 'limit' }],
    })
    expect(callsOf(answer)[0]).toMatchObject({
      state: 'output-available',
      output: { content: [{ text: 'tool_1234' }] },
    })
  })

  it('reaches a tool whose full name is longer than 64 characters', async () => {
    const name = `${'a-server-with-a-very-long-name.'.repeat(3)}end`
    harness.declare(name, { endpoint: harness.stdio() })
    const model = scriptedModel(() => {
      const tool = model.doStreamCalls[0]?.tools?.find((one) => one.name.includes('__echo_'))
      return call([tool?.name ?? 'none', { text: 'heard' }])
    }, say('Yes.'))
    const answer = await receivedAnswer(
      await ask(chatWith(model, harness.servers), crypto.randomUUID(), 'Echo'),
    )
    expect(model.doStreamCalls[0]?.tools?.every((one) => /^[\w-]{1,64}$/.test(one.name))).toBe(true)
    expect(callsOf(answer)[0]).toMatchObject({
      toolMetadata: { server: name, tool: 'echo' },
      output: { content: [{ text: 'heard' }] },
    })
  })

  it('keeps a result of 20 MB whole for the person, and gives page and model a part of it', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    const bytes = 20_000_000
    const from = bytes - 1_000
    const model = scriptedModel(
      call(['s__big', { bytes }, 'huge']),
      call(['read_result', { result: 'huge', from }, 'end']),
      say('Large.'),
    )
    const chat = chatWith(model, harness.servers)
    const id = crypto.randomUUID()
    const response = await ask(chat, id, 'Dump')
    const raw = await response.text()
    expect(raw.length).toBeLessThan(300_000)
    expect(promptOf(model, 1).length).toBeLessThan(40_000)
    expect(promptOf(model, 1)).toContain('read_result')
    expect(promptOf(model, 2)).toContain(`Characters ${from} to ${bytes} of ${bytes}. This is its end.`)
    expect(model.doStreamCalls[0]?.tools?.map(({ name }) => name)).not.toContain('read_result')
    expect(JSON.stringify(await chat.conversation(id)).length).toBeLessThan(300_000)
    const { content } = await chat.callResult(id, 'huge')
    expect(String(content[0]?.text)).toHaveLength(bytes)
  })

  it('goes on when a server is killed in the middle of a call, and lets nobody take that for a result', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    const model = scriptedModel(
      call(['s__progress', { steps: 10_000, ms: 20 }, 'cut']),
      call(['s__echo', { text: 'back again' }, 'after']),
      say('It broke off, and then it worked.'),
    )
    const chat = chatWith(model, harness.servers)
    const id = crypto.randomUUID()
    const answer = receivedAnswer(await ask(chat, id, 'Count'))
    await until(() => harness.eventsOf('call-progressed').length > 0)
    for (const pid of await harness.processes()) process.kill(pid, 'SIGKILL')
    const [cut, after] = callsOf(await answer)
    const why = /closed\. It may have crashed.* may have been carried out, so it was not repeated/
    expect(cut).toMatchObject({ state: 'output-error', errorText: expect.stringMatching(why) as string })
    expect(promptOf(model, 1)).toContain('"type":"error-text"')
    expect(after).toMatchObject({ state: 'output-available', output: { content: [{ text: 'back again' }] } })
    expect((await answer).metadata?.outcome).toBe('completed')
  })

  it('says why servers are absent: disabled, failed, refused', async () => {
    harness.declare('good', { endpoint: harness.stdio() })
    harness.declare('off', { endpoint: harness.stdio(), enabled: false })
    harness.declare('missing', {
      endpoint: harness.command('no-such-command-anywhere'),
      policy: { maxRetries: 0 },
    })
    const { url } = await harness.http(['--mode', '401'])
    harness.declare('locked', { endpoint: { kind: 'remote', transport: 'streamable-http', url } })
    const answer = await receivedAnswer(
      await ask(chatWith(scriptedModel(say('x')), harness.servers), crypto.randomUUID(), 'Hi'),
    )
    const absent = Object.fromEntries(
      offerOf(answer)?.absent.map(({ server, reason }) => [server, reason]) ?? [],
    )
    expect(absent).toEqual({ off: 'disabled', missing: 'failed', locked: 'needs-auth' })
    expect(offerOf(answer)?.offered.length).toBeGreaterThan(5)
  })

  it('is not held up by a server that hangs', async () => {
    const { url } = await harness.http(['--mode', 'hang'])
    harness.declare('hangs', { endpoint: { kind: 'remote', transport: 'streamable-http', url } })
    harness.declare('good', { endpoint: harness.stdio() })
    const startedAt = performance.now()
    const answer = await receivedAnswer(
      await ask(chatWith(scriptedModel(say('x')), harness.servers), crypto.randomUUID(), 'Hi'),
    )
    expect(performance.now() - startedAt).toBeLessThan(9_000)
    expect(offerOf(answer)?.absent).toEqual([
      expect.objectContaining({ server: 'hangs', reason: 'connecting' }),
    ])
    expect(new Set(offerOf(answer)?.offered.map(({ server }) => server))).toEqual(new Set(['good']))
  })

  it('goes on with a conversation where an earlier process left it', async () => {
    harness.declare('s', { endpoint: harness.stdio() })
    const id = crypto.randomUUID()
    await receivedAnswer(
      await ask(
        chatWith(scriptedModel(call(['s__echo', { text: 'first' }]), say('Noted.')), harness.servers),
        id,
        'Remember',
      ),
    )
    const later = scriptedModel(say('You said first.'))
    await receivedAnswer(await ask(chatWith(later, []), id, 'What did I say?'))
    expect(promptOf(later, 0)).toContain('"value":"first"')
    expect((await chatWith(later, []).conversation(id)).messages).toHaveLength(4)
  })
})
