import 'server-only'
import { consumeStream, createUIMessageStreamResponse } from 'ai'
import type { z } from 'zod'
import type { Pool } from '@/lib/connections/pool'
import type { ChatBody, Conversation, getConversation } from '@/lib/domain/api/chat'
import type { ToolResult } from '@/lib/domain/capability'
import type { Server } from '@/lib/domain/server'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { answerTurn } from './answer'
import { findResult, placeOf, previewMessage, questionOf, readMessages, titleOf } from './history'
import type { TurnMessage } from './message'
import type { Models } from './models'
import type { Conversations } from './stores'
import { Turns } from './turns'

export interface ChatOptions {
  models: Pick<Models, 'resolve'>
  pool: Pick<Pool, 'stateOf' | 'open' | 'tools' | 'knownTools' | 'heldTools' | 'isAvailable' | 'callTool'>
  servers: { get(name: string): Server | undefined; all(): Server[] }
  conversations: Conversations
  toolSearch: Pick<ToolSearch, 'rank'>
  clock: Clock
  logger: Logger
  tracer?: Tracer
}

/** Sent while a tool runs long, so that no proxy takes the silence for the end. */
const KEEP_ALIVE_MS = 15_000

/** Answers questions with the tools of the fleet, and keeps the conversations. */
export class Chat {
  readonly #turns: Turns
  /** Whole results of running turns, which the store does not have yet. */
  readonly #results = new Map<string, ReadonlyMap<string, ToolResult>>()

  constructor(private readonly options: ChatOptions) {
    this.#turns = new Turns(options.clock)
  }

  /** One turn, as the AI SDK's UI message stream. It ends, and what there is of it is kept, when `signal` aborts. */
  async answer({ body, signal }: { body: ChatBody; signal: AbortSignal }): Promise<Response> {
    const questionText = questionOf(body)
    const { conversationId } = body
    const place = await this.#turns.enter(conversationId, signal)
    const leave = () => {
      this.#results.delete(conversationId)
      place.leave()
    }
    try {
      const model = await this.options.models.resolve()
      if (!model) throw new AppError('not-configured', 'No model is set. Choose one in Settings')
      const begun = await this.#begin(conversationId, body.message.id, questionText)
      const { stream, results } = answerTurn(this.options, {
        ...begun,
        model,
        questionText,
        selection: { servers: body.servers, tags: body.tags },
        signal: place.signal,
        keep: (answer) => this.#keep(conversationId, answer),
      })
      this.#results.set(conversationId, results)
      return createUIMessageStreamResponse({
        stream,
        // A second reader, so that the turn comes to its end and is kept when the browser is gone.
        consumeSseStream: async ({ stream: copy }) => {
          await consumeStream({ stream: copy })
          leave()
        },
        keepAliveMs: KEEP_ALIVE_MS,
        headers: { 'cache-control': 'no-cache, no-transform' },
      })
    } catch (error) {
      leave()
      throw error
    }
  }

  listConversations(page: { limit: number; cursor?: string | undefined }): Promise<{
    items: Conversation[]
    nextCursor: string | null
  }> {
    return this.options.conversations.list(page)
  }

  async conversation(id: string): Promise<z.infer<typeof getConversation.response>> {
    const conversation = await this.#get(id)
    const messages = readMessages(await this.options.conversations.messages(id))
    return { ...conversation, messages: messages.map((message) => ({ ...previewMessage(message) })) }
  }

  rename(id: string, title: string): Promise<Conversation> {
    return this.options.conversations.rename(id, title)
  }

  async remove(id: string): Promise<void> {
    await this.#turns.stop(id)
    await this.options.conversations.remove(id)
  }

  /** What a tool call answered, whole, however little of it the page got. Throws `not-found`. */
  async callResult(id: string, call: string): Promise<ToolResult> {
    const result =
      this.#results.get(id)?.get(call) ??
      findResult(readMessages(await this.options.conversations.messages(id)), call)
    if (!result) throw new AppError('not-found', `Conversation ${id} has no result of a call ${call}`)
    return result
  }

  /** Stops the running turns and waits until what they have is kept. */
  stop(): Promise<void> {
    return this.#turns.stopAll()
  }

  async #get(id: string): Promise<Conversation> {
    const conversation = await this.options.conversations.get(id)
    if (!conversation)
      throw new AppError('not-found', 'There is no such conversation; it may have been deleted')
    return conversation
  }

  /** Stores the question, so that it is there whatever becomes of the answer. */
  async #begin(conversationId: string, messageId: string, questionText: string) {
    const { conversations } = this.options
    if (!(await conversations.get(conversationId))) {
      await conversations.create({ id: conversationId, title: titleOf(questionText) })
    }
    const { earlier, answerId } = placeOf(
      readMessages(await conversations.messages(conversationId)),
      messageId,
    )
    const question: TurnMessage = {
      id: messageId,
      role: 'user',
      parts: [{ type: 'text', text: questionText }],
    }
    await conversations.appendMessages(conversationId, [question])
    return { earlier, question, answerId: answerId ?? crypto.randomUUID() }
  }

  async #keep(conversationId: string, answer: TurnMessage): Promise<void> {
    try {
      await this.options.conversations.appendMessages(conversationId, [answer])
    } catch (error) {
      // Deleted while it was being answered: then there is nothing to keep.
      if (isAppError(error) && error.code === 'not-found') return
      this.options.logger.error({ err: error, conversation: conversationId }, 'An answer could not be kept')
    }
  }
}
