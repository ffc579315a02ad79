import { AbstractChat, type ChatInit, type ChatState, type ChatStatus, type UIMessageChunk } from 'ai'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { ApiError } from '@/lib/client/api'
import { join, joinAgain, lossOf } from './join-again'
import type { TurnMessage } from './message'

const SAID: UIMessageChunk[] = [
  { type: 'start', messageId: 'answer' },
  { type: 'start-step' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Half' },
]
const REST: UIMessageChunk[] = [
  { type: 'text-delta', id: 't', delta: ' and whole' },
  { type: 'text-end', id: 't' },
  { type: 'finish-step' },
  { type: 'finish' },
]
const unreachable = () =>
  new ApiError({
    ...{ type: 'urn:x', title: 'x', status: 0, code: 'unreachable', requestId: '' },
    detail: 'Portolan does not answer',
  })

class State implements ChatState<TurnMessage> {
  status: ChatStatus = 'ready'
  error: Error | undefined
  messages: TurnMessage[] = []
  pushMessage = (message: TurnMessage) => void this.messages.push(message)
  popMessage = () => void this.messages.pop()
  replaceMessage = (at: number, message: TurnMessage) => void (this.messages[at] = message)
  snapshot = <T>(value: T): T => structuredClone(value)
}

class TestChat extends AbstractChat<TurnMessage> {
  constructor(init: ChatInit<TurnMessage>) {
    super({ ...init, state: new State() })
  }
}

/** What is said, and then the loss of the connection. */
function broken(chunks: UIMessageChunk[]): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
    },
    pull: (controller) => controller.error(new TypeError('network error')),
  })
}

function whole(chunks: UIMessageChunk[]): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

/** A chat whose connection breaks in the middle of an answer; `answers` are what the tries to join it come to. */
async function broke(...answers: (() => ReadableStream<UIMessageChunk> | null)[]) {
  const clock = new FakeClock()
  const wanted = { is: true }
  let joined: Promise<void> | undefined
  let tries = 0
  const chat = new TestChat({
    transport: {
      sendMessages: () => Promise.resolve(broken(SAID)),
      reconnectToStream: async () => {
        await Promise.resolve()
        return answers[tries++]?.() ?? null
      },
      resumeStreamIsReplay: true,
    },
    onFinish: ({ isDisconnect }) => {
      if (isDisconnect) joined ??= joinAgain(chat, { isWanted: () => wanted.is, clock })
    },
  })
  await chat.sendMessage({ text: 'Say it' })
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  return { chat, clock, wanted, settle, tries: () => tries, joined: () => joined }
}

const textOf = (chat: TestChat) =>
  chat.messages.at(-1)?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))

describe('an answer whose stream was lost', () => {
  it('is joined again, from its start, and said once', async () => {
    const { chat, clock, settle, joined } = await broke(() => whole([...SAID, ...REST]))
    expect(textOf(chat)).toEqual(['Half'])
    expect(lossOf(chat, chat)?.message).toContain('was lost')
    clock.advance(1_000)
    await settle()
    await joined()
    expect(textOf(chat)).toEqual(['Half and whole'])
    expect(lossOf(chat, chat)).toBeUndefined()
  })

  it('is tried again, less and less often, for as long as Portolan can not be reached', async () => {
    const away = () => {
      throw unreachable()
    }
    const { chat, clock, settle, tries } = await broke(...Array.from({ length: 30 }, () => away))
    for (let second = 0; second < 61; second++) {
      clock.advance(1_000)
      await settle()
    }
    // After 1, 3 and 7 seconds, and then every 5.
    expect(tries()).toBe(13)
    expect(lossOf(chat, chat)?.isJoining).toBe(true)
  })

  it('is let be when it breaks again, until it is joined once more', async () => {
    const { chat, clock, settle } = await broke(
      () => broken(SAID),
      () => whole([...SAID, ...REST]),
    )
    for (let second = 0; second < 4; second++) {
      clock.advance(1_000)
      await settle()
    }
    expect(textOf(chat)).toEqual(['Half and whole'])
  })

  it('stays as it is where no answer runs any more', async () => {
    const { chat, clock, settle, joined, tries } = await broke()
    clock.advance(1_000)
    await settle()
    await joined()
    expect([chat.status, tries()]).toEqual(['ready', 1])
    expect(textOf(chat)).toEqual(['Half'])
  })

  it('is tried again also where the first try to read along found no Portolan', async () => {
    const { chat, clock, settle, wanted } = await broke(
      () => {
        throw unreachable()
      },
      () => whole([...SAID, ...REST]),
    )
    // As on a page that was just opened.
    wanted.is = false
    clock.advance(1_000)
    await settle()
    wanted.is = true
    const joined = join(chat, { isWanted: () => wanted.is, clock })
    await settle()
    expect(lossOf(chat, chat)?.isJoining).toBe(true)
    clock.advance(1_000)
    await joined
    expect(textOf(chat)).toEqual(['Half and whole'])
  })

  it('is told in the words of the failure when that is another one', async () => {
    const { chat, clock, settle, joined } = await broke(() => {
      throw new Error('No longer allowed')
    })
    clock.advance(1_000)
    await settle()
    await joined()
    expect(lossOf(chat, chat)).toEqual({ message: 'No longer allowed', isJoining: false })
  })

  it('is forgotten when its conversation is closed', async () => {
    const { clock, wanted, settle, joined, tries } = await broke(() => whole([...SAID, ...REST]))
    wanted.is = false
    clock.advance(60_000)
    await settle()
    await joined()
    expect(tries()).toBe(0)
  })
})
