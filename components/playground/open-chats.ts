import { Chat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'
import { client } from '@/components/shell/client'
import { chat as operation, chatBodySchema, resumeChat, stopChat } from '@/lib/domain/api/chat'
import type { TurnMessage } from './message'

const MOST = 20

/**
 * Chats by conversation, outside of any component: an answer goes on streaming while a person looks at another page,
 * and is there, still streaming, when they come back.
 */
const open = new Map<string, Chat<TurnMessage>>()

export function openChat(id: string): Chat<TurnMessage> | undefined {
  return open.get(id)
}

/** A chat that begins with these messages; one that is running stays as it is. */
export function startChat(id: string, messages: TurnMessage[]): Chat<TurnMessage> {
  const running = open.get(id)
  if (running && isRunning(running)) return running
  const started = new Chat<TurnMessage>({ id, messages, transport })
  open.delete(id)
  open.set(id, started)
  forgetOldest()
  // The answer may still be under way, asked for by this page before it was loaded again, or by another.
  if (messages.length > 0) void started.resumeStream()
  return started
}

/** Ends the answer where it is made: leaving its stream would only make this page deaf to it. */
export async function stopAnswer(chat: Chat<TurnMessage>): Promise<void> {
  await client.call(stopChat, { params: { id: chat.id } }).catch(() => chat.stop())
}

export function closeChat(id: string): void {
  void open.get(id)?.stop()
  open.delete(id)
}

export function isRunning({ status }: Pick<Chat<TurnMessage>, 'status'>): boolean {
  return status === 'submitted' || status === 'streaming'
}

function forgetOldest(): void {
  for (const [id, chat] of open) {
    if (open.size <= MOST) return
    if (!isRunning(chat)) open.delete(id)
  }
}

const transport = new DefaultChatTransport<TurnMessage>({
  api: operation.path,
  // Only the question goes out: the history is the store's.
  prepareSendMessagesRequest: ({ id, messages, body }) => {
    const question = messages.findLast(({ role }) => role === 'user')
    return {
      body: {
        ...body,
        conversationId: id,
        message: question && { id: question.id, role: 'user', parts: question.parts },
      },
    }
  },
  prepareReconnectToStreamRequest: ({ id }) => ({ api: id }),
  fetch: (url, init) =>
    init?.method === 'GET' ? reconnect(typeof url === 'string' ? url : '', init.signal) : send(init),
})

function send(init: RequestInit | undefined): Promise<Response> {
  return client.fetch(operation, {
    body: chatBodySchema.parse(JSON.parse(typeof init?.body === 'string' ? init.body : '{}')),
    ...(init?.signal && { signal: init.signal }),
  })
}

function reconnect(id: string, signal: AbortSignal | null | undefined): Promise<Response> {
  return client.fetch(resumeChat, { params: { id }, ...(signal && { signal }) })
}
