import 'server-only'
import type { z } from 'zod'
import type { ChatBody, Conversation, findTools, FoundTools, getConversation } from '@/lib/domain/api/chat'
import type { ToolResult } from '@/lib/domain/capability'
import type { Pool } from '@/lib/connections/pool'
import type { Server } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Models } from './models'
import type { Conversations } from './stores'

export interface ChatOptions {
  models: Pick<Models, 'resolve'>
  pool: Pick<Pool, 'stateOf' | 'open' | 'tools' | 'knownTools' | 'callTool'>
  servers: { get(name: string): Server | undefined; all(): Server[] }
  conversations: Conversations
  clock: Clock
  logger: Logger
}

/** Answers questions with the tools of the fleet and keeps the conversations. */
export class Chat {
  constructor(private readonly options: ChatOptions) {}

  /** One turn, as the AI SDK's UI message stream. It ends, and what there is of it is kept, when `signal` aborts. */
  answer(turn: { body: ChatBody; signal: AbortSignal }): Promise<Response> {
    return notYet(turn)
  }

  listConversations(page: { limit: number; cursor?: string | undefined }): Promise<{
    items: Conversation[]
    nextCursor: string | null
  }> {
    return notYet(page, this.options)
  }

  conversation(id: string): Promise<z.infer<typeof getConversation.response>> {
    return notYet(id)
  }

  rename(id: string, title: string): Promise<Conversation> {
    return notYet(id, title)
  }

  remove(id: string): Promise<void> {
    return notYet(id)
  }

  /** What a tool call answered, whole, however little of it the page got. */
  callResult(id: string, call: string): Promise<ToolResult> {
    return notYet(id, call)
  }

  findTools(query: z.output<typeof findTools.query>): FoundTools {
    void query
    throw new AppError('internal', 'Not there yet')
  }

  /** Stops the running turns and waits until what they have is kept. */
  stop(): Promise<void> {
    return Promise.resolve()
  }
}

function notYet(...used: unknown[]): Promise<never> {
  void used
  return Promise.reject(new AppError('internal', 'The chat is not there yet'))
}
