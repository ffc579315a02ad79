import 'server-only'
import type { z } from 'zod'
import type { Conversation } from '@/lib/domain/api/chat'
import type { Branch, ConversationChange, listConversations } from '@/lib/domain/api/conversations'
import { newestLeaf } from '@/lib/domain/message-tree'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { ConversationPage } from '@/lib/store/conversation-pages'
import type { ConversationStore } from '@/lib/store/conversations'
import { previewMessage, readMessages } from '../history'
import type { TurnMessage } from '../message'
import { branchOf, type BranchQuery } from './branch'
import { toJson } from './export-json'
import { toMarkdown } from './export-markdown'

export interface ConversationsOptions {
  store: Pick<
    ConversationStore,
    | 'list'
    | 'get'
    | 'rename'
    | 'mark'
    | 'remove'
    | 'restore'
    | 'prune'
    | 'tags'
    | 'tree'
    | 'path'
    | 'messages'
    | 'setHead'
    | 'removeBranch'
    | 'usage'
  >
  turns: { stopTurn(id: string): Promise<unknown> }
  clock: Clock
}

/** A deleted conversation can be restored for so long. */
const RESTORABLE_MS = 86_400_000

/** What a person does with conversations beside asking in them. */
export class Conversations {
  constructor(private readonly options: ConversationsOptions) {}

  list({ tag, ...query }: z.output<typeof listConversations.query>): Promise<ConversationPage> {
    return this.options.store.list({ ...query, tags: tag })
  }

  tags(): Promise<Record<string, number>> {
    return this.options.store.tags()
  }

  /** A conversation with messages of one branch. Throws `not-found`. */
  async branch(id: string, query: BranchQuery = {}): Promise<Branch> {
    const { store } = this.options
    const conversation = await this.#get(id)
    const [tree, usage] = await Promise.all([store.tree(id), store.usage(id)])
    const { ids, ...place } = branchOf(tree, query)
    const messages = ids.length === 0 ? [] : readMessages(await store.messages(id, ids))
    return {
      ...conversation,
      ...place,
      usage,
      head: tree.head,
      messages: messages.map((message) => ({ ...previewMessage(message) })),
    }
  }

  /** Throws `not-found`. */
  async change(id: string, { title, ...marks }: ConversationChange): Promise<Conversation> {
    const { store } = this.options
    const renamed = title === undefined ? undefined : await store.rename(id, title)
    if (renamed && Object.keys(marks).length === 0) return renamed
    return store.mark(id, { ...marks, ...(marks.tags && { tags: [...new Set(marks.tags)] }) })
  }

  /** Stops what is being answered in it. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    await this.options.turns.stopTurn(id)
    await this.options.store.remove(id)
  }

  /** Throws `not-found` where it is gone for good. */
  restore(id: string): Promise<Conversation> {
    return this.options.store.restore(id)
  }

  /** Deletes for good what was deleted long enough ago; resolves with how many. */
  prune(): Promise<number> {
    return this.options.store.prune(new Date(this.options.clock.now() - RESTORABLE_MS))
  }

  /** Shows the newest branch through this message. Throws `not-found`. */
  async show(id: string, message: string, query: Pick<BranchQuery, 'limit'> = {}): Promise<Branch> {
    const { nodes } = await this.options.store.tree(id)
    await this.options.store.setHead(id, newestLeaf(nodes, message))
    return this.branch(id, query)
  }

  /** Deletes a message with all that follows it, and stops what is being answered. Throws `not-found`. */
  async removeBranch(id: string, message: string, query: Pick<BranchQuery, 'limit'> = {}): Promise<Branch> {
    await this.options.turns.stopTurn(id)
    await this.options.store.removeBranch(id, message)
    return this.branch(id, query)
  }

  /** The shown branch. Throws `not-found`. */
  async markdown(id: string): Promise<{ title: string; text: string }> {
    const conversation = await this.#get(id)
    return { title: conversation.title, text: toMarkdown(conversation, await this.#shown(id)) }
  }

  /** All branches, whole. Throws `not-found`. */
  async json(id: string): Promise<{ title: string; text: string }> {
    const { store } = this.options
    const conversation = await this.#get(id)
    const [{ head }, messages] = await Promise.all([store.tree(id), store.messages(id)])
    return { title: conversation.title, text: toJson({ ...conversation, head }, messages) }
  }

  async #shown(id: string): Promise<TurnMessage[]> {
    return readMessages(await this.options.store.path(id))
  }

  async #get(id: string): Promise<Conversation> {
    const conversation = await this.options.store.get(id)
    if (conversation) return conversation
    throw new AppError('not-found', 'There is no such conversation; it may have been deleted')
  }
}
