import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MockLanguageModelV4 } from 'ai/test'
import { chatParts, resolvedModel } from '@/e2e/fixtures/chat-parts'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { receivedAnswer } from '@/e2e/fixtures/received-answer'
import { fleet, type Handler } from '@/e2e/fixtures/scripted-fleet'
import { call, say, scriptedModel } from '@/e2e/fixtures/scripted-model'
import { Peers } from '@/lib/events/peers'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import { ConversationStore } from '@/lib/store/conversations'
import type { Database } from '@/lib/store/database'
import { TurnLeaseStore } from '@/lib/store/turn-leases'
import { Chat } from './chat'
import type { TurnMessage } from './message'
import { Questions } from './questions/questions'
import { SharedQuestions } from './questions/shared-questions'
import { SharedTurns } from './shared-turns'

let postgres: TestPostgres
let url: string
let open: { database: Database; peers: Peers }[]
let id: string

beforeAll(async () => {
  postgres = await TestPostgres.start()
  url = await postgres.createDatabase()
})
afterAll(async () => {
  await postgres.stop()
})
beforeEach(() => {
  open = []
  id = crypto.randomUUID()
})
afterEach(async () => {
  for (const { database, peers } of open) {
    await peers.stop()
    await database.close()
  }
})

interface Replica {
  chat: Chat
  questions: SharedQuestions
  turns: SharedTurns
  database: Database
}

/** One process of several on the same database. */
async function replica(model: MockLanguageModelV4, tools: Record<string, Handler> = {}): Promise<Replica> {
  const database = await openDatabase({ databaseUrl: url, dataDir: '/nowhere', logger: silentLogger })
  const parts = { clock: systemClock, logger: silentLogger }
  const peers = new Peers({ database, ...parts })
  await peers.start()
  open.push({ database, peers })
  const turns = new SharedTurns({ leases: new TurnLeaseStore(database), peers, ...parts })
  const questions = new SharedQuestions({ own: new Questions({ clock: systemClock }), peers })
  const { pool, servers } = fleet({ s: { tools } })
  const chat = new Chat({
    ...chatParts(),
    ...{ pool, servers, turns, questions },
    conversations: new ConversationStore(database),
    models: { resolve: () => Promise.resolve(resolvedModel(model)) },
  })
  return { chat, questions, turns, database }
}

const ask = ({ chat }: Replica, question = 'Go') =>
  chat.answer({
    body: {
      conversationId: id,
      message: { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: question }] },
    },
  })
const textOf = ({ parts }: TurnMessage) =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')

/** A tool that waits until it is let go, or is cancelled. */
function gate() {
  const entered = Promise.withResolvers<undefined>()
  const release = Promise.withResolvers<undefined>()
  const cancelled = Promise.withResolvers<undefined>()
  const tool: Handler = async (_, signal) => {
    entered.resolve(undefined)
    signal?.addEventListener('abort', () => cancelled.resolve(undefined))
    await Promise.race([release.promise, cancelled.promise])
    return { content: [{ type: 'text', text: 'done' }], isError: false }
  }
  return {
    tool,
    entered: entered.promise,
    cancelled: cancelled.promise,
    release: () => release.resolve(undefined),
  }
}

describe('an answer that another replica gives', () => {
  it('is read along from its start, to its end', async () => {
    const { tool, entered, release } = gate()
    const long = 'Word and another. '.repeat(500)
    const one = await replica(scriptedModel(call(['s__slow', {}]), say(long)), { slow: tool })
    const other = await replica(scriptedModel())
    const first = receivedAnswer(await ask(one))
    await entered
    const along = receivedAnswer(await other.chat.resume(id))
    release()
    expect(await along).toEqual(await first)
    expect(textOf(await along)).toContain(long.trim())
    expect((await other.chat.resume(id)).status).toBe(204)
  })

  it('is stopped from here, with its tool, and is kept by then', async () => {
    const { tool, entered, cancelled } = gate()
    const one = await replica(scriptedModel(call(['s__slow', {}]), say('Never')), { slow: tool })
    const other = await replica(scriptedModel())
    const first = receivedAnswer(await ask(one))
    await entered
    expect(await other.chat.stopTurn(id)).toEqual({ stopped: true })
    await cancelled
    const { messages } = await other.chat.conversation(id)
    expect(messages.at(-1)?.metadata?.outcome).toBe('stopped')
    expect((await first).metadata?.outcome).toBe('stopped')
    expect(await other.chat.stopTurn(id)).toEqual({ stopped: false })
  })

  it('leaves no room for a second one, until it has ended', async () => {
    const { tool, entered, release } = gate()
    const one = await replica(scriptedModel(call(['s__slow', {}]), say('One')), { slow: tool })
    const other = await replica(scriptedModel(say('Two')))
    const first = receivedAnswer(await ask(one))
    await entered
    await expect(ask(other)).rejects.toMatchObject({ code: 'too-busy' })
    release()
    await first
    await expect.poll(async () => (await ask(other).catch(() => undefined))?.status).toBe(200)
  })

  it('makes room when its replica was killed and its lease has run out', async () => {
    const other = await replica(scriptedModel(say('Here')))
    const leases = new TurnLeaseStore(other.database)
    const dead = crypto.randomUUID()
    expect(await leases.take(id, dead)).toBe(true)
    await expect(ask(other)).rejects.toMatchObject({ code: 'too-busy' })
    // Nobody answers for it.
    expect((await other.chat.resume(id)).status).toBe(204)
    await other.database.run(
      (queries) => queries.$executeRaw`UPDATE running_turn SET until = now() - interval '1 second'`,
    )
    expect(textOf(await receivedAnswer(await ask(other)))).toBe('Here')
  })
})

describe('a question of a server whose call runs on another replica', () => {
  const form = {
    type: 'object',
    properties: { name: { type: 'string', minLength: 2 } },
    required: ['name'],
  }

  it('is listed and answered here, and refused as there', async () => {
    const one = await replica(scriptedModel())
    const other = await replica(scriptedModel())
    const asker = one.questions.asker({ sample: () => Promise.reject(new Error('Not to be asked')) })
    const given = asker({ toolCallId: 'c1', server: 's', tool: 't' }, () => undefined)(
      { kind: 'elicitation', params: { message: 'Who?', requestedSchema: form } },
      new AbortController().signal,
    )
    const [question] = await other.questions.list({ call: 'c1' })
    expect(question).toMatchObject({ message: 'Who?', state: 'waiting' })
    const { id: asked } = question!
    await expect(
      other.questions.answer(asked, { action: 'accept', content: { name: 'A' } }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    const content = { name: 'A name, long. '.repeat(1_000) }
    expect(await other.questions.answer(asked, { action: 'accept', content })).toMatchObject({
      state: 'accepted',
    })
    expect(await given).toEqual({ kind: 'elicitation', action: 'accept', content })
    await expect(other.questions.answer(asked, { action: 'accept' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
