import 'server-only'
import { createUIMessageStreamResponse, type UIMessageChunk } from 'ai'
import type { Pool } from '@/lib/connections/pool'
import type { ApprovalAnswer } from '@/lib/domain/approval'
import type { ChatBody, Conversation } from '@/lib/domain/api/chat'
import type { ToolResult } from '@/lib/domain/capability'
import type { Server } from '@/lib/domain/server'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { Tracer } from '@/lib/kit/tracer'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { answerTurn } from './answer'
import type { AnswerStage } from './answer-keeper'
import type { Approvals } from './approvals/approvals'
import { supersede } from './approvals/pending'
import { attachedTo, readAttachments } from './attachments'
import type { Search } from '@/lib/rag/search/search'
import type { TermsOf } from './evidence/terms'
import { findResult, previewMessage, questionOf, readMessages, textOf, titleOf } from './history'
import { hasAnswered, placeOf } from './history-place'
import type { TurnMessage } from './message'
import type { Models } from './models'
import type { Questions } from './questions/questions'
import { sampleWith } from './questions/sample'
import type { Conversations } from './stores'
import type { SharedTurns } from './shared-turns'

export interface ChatOptions {
  models: Pick<Models, 'resolve'>
  pool: Pick<
    Pool,
    'stateOf' | 'open' | 'tools' | 'knownTools' | 'heldTools' | 'isAvailable' | 'callTool' | 'readResource'
  >
  servers: { get(name: string): Server | undefined; all(): Server[] }
  conversations: Conversations
  search: Pick<Search, 'search' | 'settings'>
  toolSearch: Pick<ToolSearch, 'rank'>
  termsOf: TermsOf
  approvals: Pick<Approvals, 'forConversation' | 'respond'>
  questions: Pick<Questions, 'asker'>
  turns: SharedTurns
  clock: Clock
  logger: Logger
  tracer?: Tracer
}

/** Sent while a tool runs long, so that no proxy takes the silence for the end. */
const KEEP_ALIVE_MS = 15_000

/** Pauses after which an answer is written again that the database did not take: nobody else has it. */
const KEEP_AGAIN_MS = [300, 2_000]

/** Answers questions with the tools of the fleet, and keeps the conversations. */
export class Chat {
  /** Whole results of running turns, which the store does not have yet. */
  readonly #results = new Map<string, ReadonlyMap<string, ToolResult>>()

  constructor(private readonly options: ChatOptions) {}

  /** One turn, as the AI SDK's UI message stream. It goes on, and is kept, when its reader goes away; `stopTurn` ends it. */
  async answer({ body }: { body: ChatBody }): Promise<Response> {
    const { conversationId } = body
    const lane = body.beside ? besideOf(conversationId) : conversationId
    const place = await this.options.turns.enter(lane)
    try {
      const model = await this.options.models.resolve(body.model)
      const begun = body.approvals
        ? await this.#goOn(body, body.approvals)
        : await this.#begin(body, place.signal)
      const { stream, results } = answerTurn(this.options, {
        ...begun,
        model,
        approvals: await this.options.approvals.forConversation(conversationId),
        asker: this.options.questions.asker({
          conversation: conversationId,
          sample: sampleWith(() => Promise.resolve(model)),
        }),
        selection: { servers: body.servers, tags: body.tags, collections: body.collections },
        signal: place.signal,
        keep: (answer, stage) => this.#keep(body, answer, { parent: begun.question.id, stage }),
      })
      this.#results.set(lane, results)
      void place.ended.then(() => {
        if (this.#results.get(lane) === results) this.#results.delete(lane)
      })
      return streamed(place.run(stream))
    } catch (error) {
      place.leave()
      throw error
    }
  }

  /** The answer that runs, on whichever replica, from its start; 204 where none does. */
  async resume(
    conversationId: string,
    { beside = false }: { beside?: boolean | undefined } = {},
  ): Promise<Response> {
    const lane = beside ? besideOf(conversationId) : conversationId
    const stream = await this.options.turns.read(lane, { beside })
    return stream ? streamed(stream) : new Response(null, { status: 204 })
  }

  /** Stops the answer that runs, the one beside it, and their tools, and resolves when they are kept. */
  async stopTurn(conversationId: string): Promise<{ stopped: boolean }> {
    const lanes = [conversationId, besideOf(conversationId)]
    const stopped = await Promise.all(lanes.map((lane) => this.options.turns.stop(lane)))
    return { stopped: stopped.includes(true) }
  }

  async conversation(id: string): Promise<Conversation & { messages: TurnMessage[] }> {
    const conversation = await this.#get(id)
    const messages = readMessages(await this.options.conversations.path(id))
    return { ...conversation, messages: messages.map((message) => ({ ...previewMessage(message) })) }
  }

  async remove(id: string): Promise<void> {
    await this.stopTurn(id)
    await this.options.conversations.remove(id)
  }

  /** What a tool call answered, whole, however little of it the page got. Throws `not-found`. */
  async callResult(id: string, call: string): Promise<ToolResult> {
    const result =
      this.#results.get(id)?.get(call) ??
      this.#results.get(besideOf(id))?.get(call) ??
      findResult(readMessages(await this.options.conversations.messagesHolding(id, call)), call)
    if (!result) throw new AppError('not-found', `Conversation ${id} has no result of a call ${call}`)
    return result
  }

  /** Stops the running turns and waits until what they have is kept. */
  stop(): Promise<void> {
    return this.options.turns.stopAll()
  }

  async #get(id: string): Promise<Conversation> {
    const conversation = await this.options.conversations.get(id)
    if (!conversation)
      throw new AppError('not-found', 'There is no such conversation; it may have been deleted')
    return conversation
  }

  /** The answer to this message goes on: a person has decided on the calls that it waits with. */
  async #goOn({ conversationId, message }: ChatBody, given: readonly ApprovalAnswer[]) {
    const { conversations, approvals } = this.options
    const { nodes } = await conversations.tree(conversationId)
    const answers = nodes.filter(({ parent, role }) => parent === message.id && role === 'assistant')
    const ids = [message.id, ...answers.map(({ id }) => id)]
    const messages = readMessages(await conversations.messages(conversationId, ids))
    const resumed = await approvals.respond(conversationId, messages, given)
    const answerId = resumed.answer.id
    // Kept before anything runs, so that a decision counts once, whatever becomes of the calls.
    await conversations.appendMessages(conversationId, [resumed.answer], message.id)
    const branch = readMessages(await conversations.path(conversationId, answerId))
    const question = branch.at(-2)
    if (!question) throw new AppError('not-found', 'The question of this answer was deleted')
    return { earlier: branch.slice(0, -2), question, questionText: textOf(question), answerId, resumed }
  }

  /** Stores the question, so that it is there whatever becomes of the answer. */
  async #begin(body: ChatBody, signal: AbortSignal) {
    const { conversationId, message, parent } = body
    const { conversations, pool } = this.options
    const questionText = questionOf(body)
    const [asked] = readMessages(await conversations.messages(conversationId, [message.id]))
    const attached = asked ? attachedTo(asked) : await readAttachments(pool, body, signal)
    if (!(await conversations.get(conversationId))) {
      await conversations.create({ id: conversationId, title: titleOf(questionText) })
    }
    const place = placeOf(await conversations.tree(conversationId), { id: message.id, parent })
    const branch = readMessages(await conversations.path(conversationId, place.answer ?? place.parent))
    const question: TurnMessage = {
      id: message.id,
      role: 'user',
      parts: [
        { type: 'text', text: questionText },
        ...attached.map((data) => ({ type: 'data-resource' as const, data })),
      ],
    }
    await conversations.appendMessages(conversationId, [question], place.parent)
    // A new question says no to what the branch still waits with; one to compare leaves the other answer alone.
    if (!body.beside) await conversations.appendMessages(conversationId, supersede(branch), null)
    const last = branch.at(-1)
    const isInVain =
      !body.beside && place.answer !== undefined && last?.id === place.answer && !hasAnswered(last)
    return {
      earlier: place.answer === undefined ? branch : branch.slice(0, -2),
      question,
      questionText,
      answerId: isInVain ? last.id : crypto.randomUUID(),
    }
  }

  async #keep(
    { conversationId, beside = false }: ChatBody,
    answer: TurnMessage,
    { parent, stage }: { parent: string; stage: AnswerStage },
  ): Promise<void> {
    const { conversations, clock, logger } = this.options
    const isDraft = stage === 'draft'
    // Of a draft there is a newer one soon.
    for (const delayMs of [...(isDraft ? [] : KEEP_AGAIN_MS), undefined]) {
      try {
        // The branch that is shown is the first one's, until a person keeps the other.
        await conversations.appendMessages(conversationId, [answer], parent, { isAside: beside, isDraft })
        return
      } catch (error) {
        // Deleted while it was being answered: then there is nothing to keep.
        if (isAppError(error) && error.code === 'not-found') return
        if (delayMs === undefined || isAppError(error)) {
          const level = isDraft ? 'debug' : 'error'
          logger[level]({ err: error, conversation: conversationId }, 'An answer could not be kept')
          return
        }
        await pause(clock, delayMs)
      }
    }
  }
}

/** Where the second of two answers to one question runs, which are compared. */
function besideOf(conversationId: string): string {
  return `${conversationId} beside`
}

function streamed(stream: ReadableStream<UIMessageChunk>): Response {
  return createUIMessageStreamResponse({
    stream,
    keepAliveMs: KEEP_ALIVE_MS,
    headers: { 'cache-control': 'no-cache, no-transform' },
  })
}
