import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'

/** A message as it is kept: the AI SDK's UI message. */
export interface StoredMessage {
  id: string
  role: string
  parts: unknown[]
  metadata?: unknown
}

/** What the chat needs of the conversation store. */
export interface Conversations {
  list(page: {
    limit: number
    cursor?: string
  }): Promise<{ items: Conversation[]; nextCursor: string | null }>
  get(id: string): Promise<Conversation | undefined>
  create(conversation: { id: string; title: string }): Promise<Conversation>
  rename(id: string, title: string): Promise<Conversation>
  remove(id: string): Promise<unknown>
  appendMessages(id: string, messages: StoredMessage[]): Promise<unknown>
  messages(id: string): Promise<StoredMessage[]>
}

/** What the chat needs of the settings store. */
export interface Settings {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown, options?: { secret?: boolean }): Promise<unknown>
  remove(key: string): Promise<unknown>
}
