import { Chat } from '@ai-sdk/react'
import { type ChatTransport, DefaultChatTransport } from 'ai'
import { client } from '@/components/shell/client'
import {
  chat as operation,
  chatBodySchema,
  type ChosenModel,
  resumeChat,
  stopChat,
} from '@/lib/domain/api/chat'
import { isUnfinished, mergeBranch } from './branches/merge-branch'
import { join, joinAgain } from './join-again'
import type { TurnMessage } from './message'

const MOST = 20

export interface Comparison {
  beside: Chat<TurnMessage>
  /** Unknown here where the page was loaded anew; the answer names its model. */
  rival: ChosenModel | undefined
  /** The question that both answer. */
  question: string
}

interface Open {
  chat: Chat<TurnMessage>
  /** The same question put to a second model, while both are compared. */
  comparison?: Comparison | undefined
  /** When its last answer ended, so that what was read before that is not taken for news. */
  endedAt: number
}

/**
 * Chats by conversation, outside of any component: an answer goes on streaming while a person looks at another page,
 * and is there, still streaming, when they come back.
 */
const open = new Map<string, Open>()

/** Told when the server has stored the question that this page has sent. */
const waiting = new Map<string, () => void>()

export function openChat(id: string): Chat<TurnMessage> | undefined {
  const entry = open.get(id)
  if (!entry) return undefined
  // The one looked at last is the last to be forgotten.
  open.delete(id)
  open.set(id, entry)
  return entry.chat
}

/** The chat of a conversation; begun with these messages where it is not open yet. */
export function startChat(id: string, messages: TurnMessage[]): Chat<TurnMessage> {
  const there = open.get(id)
  if (there) return there.chat
  const entry: Open = {
    chat: new Chat<TurnMessage>({
      id,
      messages,
      transport,
      onFinish: ({ isDisconnect }) => {
        entry.endedAt = Date.now()
        if (isDisconnect) void joinAgain(entry.chat, wanted(id, entry))
      },
    }),
    endedAt: 0,
  }
  open.set(id, entry)
  forgetOldest()
  return entry.chat
}

/**
 * Brings the chat in line with what was read from the store at `readAt`, and joins the answer that is under way there.
 * What runs here knows better, and so does what has ended here since.
 */
export function syncChat(
  id: string,
  stored: { messages: TurnMessage[]; hasEarlier: boolean; readAt: number },
): void {
  const entry = open.get(id)
  if (!entry || isRunning(entry.chat) || stored.readAt < entry.endedAt) return
  const merged = mergeBranch(entry.chat.messages, stored)
  if (merged !== entry.chat.messages) entry.chat.messages = merged
  if (isUnfinished(merged)) void join(entry.chat, wanted(id, entry))
}

function wanted(id: string, entry: Open): { isWanted: () => boolean } {
  return { isWanted: () => open.get(id) === entry }
}

/** A second chat about the last question of `chat`, answered by another model at the same time. */
export function startBeside(chat: Chat<TurnMessage>, body: object): Chat<TurnMessage> {
  const at = chat.messages.findLastIndex(({ role }) => role === 'user')
  const beside = chatBeside(chat.id, chat.messages.slice(0, at + 1), besideTransport)
  void beside.regenerate({ body: { ...body, beside: true } })
  return beside
}

/** Joins the answer of a second model that is under way beside the last question of `chat`; undefined where none is. */
export async function resumeBeside(chat: Chat<TurnMessage>): Promise<Chat<TurnMessage> | undefined> {
  const at = chat.messages.findLastIndex(({ role }) => role === 'user')
  if (at === -1) return undefined
  const stream = await besideTransport.reconnectToStream({ chatId: chat.id })
  if (!stream) return undefined
  let first: typeof stream | undefined = stream
  const beside = chatBeside(chat.id, chat.messages.slice(0, at + 1), {
    sendMessages: (options) => besideTransport.sendMessages(options),
    reconnectToStream: (options) => {
      const joined = first
      first = undefined
      return joined ? Promise.resolve(joined) : besideTransport.reconnectToStream(options)
    },
    resumeStreamIsReplay: true,
  })
  void join(beside, { isWanted: () => isBeside(beside) })
  return beside
}

function isBeside(chat: Chat<TurnMessage>): boolean {
  return comparisonIn(chat.id)?.beside === chat
}

function chatBeside(
  id: string,
  messages: TurnMessage[],
  transport: ChatTransport<TurnMessage>,
): Chat<TurnMessage> {
  const beside: Chat<TurnMessage> = new Chat<TurnMessage>({
    ...{ id, messages, transport },
    onFinish: ({ isDisconnect }) => {
      if (isDisconnect) void joinAgain(beside, { isWanted: () => isBeside(beside) })
    },
  })
  return beside
}

export function comparisonIn(id: string): Comparison | undefined {
  return open.get(id)?.comparison
}

export function keepComparison(id: string, comparison: Comparison | undefined): void {
  const entry = open.get(id)
  if (entry) entry.comparison = comparison
}

/** Resolves when the server has stored the next question that is sent in this conversation. */
export function whenStored(id: string): Promise<void> {
  return new Promise((resolve) => waiting.set(id, resolve))
}

/** Ends the answer where it is made: leaving its stream would only make this page deaf to it. */
export async function stopAnswer(chat: Chat<TurnMessage>): Promise<void> {
  await client.call(stopChat, { params: { id: chat.id } }).catch(() => chat.stop())
}

export function closeChat(id: string): void {
  void open.get(id)?.chat.stop()
  open.delete(id)
}

export function isRunning({ status }: Pick<Chat<TurnMessage>, 'status'>): boolean {
  return status === 'submitted' || status === 'streaming'
}

function forgetOldest(): void {
  for (const [id, { chat }] of open) {
    if (open.size <= MOST) return
    if (!isRunning(chat)) open.delete(id)
  }
}

const transport = transportTo({ beside: false })
/** Sends as the other does, and reads along with the answer beside. */
const besideTransport = transportTo({ beside: true })

function transportTo({ beside }: { beside: boolean }): DefaultChatTransport<TurnMessage> {
  return new DefaultChatTransport<TurnMessage>({
    api: operation.path,
    // Only the question goes out, and what it follows here: the history is the store's.
    prepareSendMessagesRequest: ({ id, messages, body }) => {
      const at = messages.findLastIndex(({ role }) => role === 'user')
      const question = messages[at]
      const before = messages.slice(0, Math.max(0, at)).findLast(({ role }) => role === 'assistant')
      return {
        body: {
          ...body,
          conversationId: id,
          message: question && { id: question.id, role: 'user', parts: question.parts },
          parent: before?.id ?? null,
        },
      }
    },
    prepareReconnectToStreamRequest: ({ id }) => ({ api: id }),
    fetch: (url, init) =>
      init?.method === 'GET'
        ? reconnect(typeof url === 'string' ? url : '', { beside, signal: init.signal })
        : send(init),
  })
}

async function send(init: RequestInit | undefined): Promise<Response> {
  const body = chatBodySchema.parse(JSON.parse(typeof init?.body === 'string' ? init.body : '{}'))
  const response = await client.fetch(operation, { body, ...(init?.signal && { signal: init.signal }) })
  waiting.get(body.conversationId)?.()
  waiting.delete(body.conversationId)
  return response
}

function reconnect(
  id: string,
  { beside, signal }: { beside: boolean; signal: AbortSignal | null | undefined },
): Promise<Response> {
  const query = beside ? { beside } : {}
  return client.fetch(resumeChat, { params: { id }, query, ...(signal && { signal }) })
}
