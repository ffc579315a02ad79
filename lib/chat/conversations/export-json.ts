import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import type { StoredMessage } from '../stores'

/** Told apart from other JSON by whoever reads it again. */
const FORMAT = 'portolan-conversation'
const VERSION = 1

/** A conversation with all its branches as they are stored: each message names its parent. */
export function toJson(
  { id, title, tags, pinned, createdAt, updatedAt, head }: Conversation & { head: string | null },
  messages: readonly StoredMessage[],
): string {
  const conversation = { id, title, tags, pinned, createdAt, updatedAt, head }
  return `${JSON.stringify({ format: FORMAT, version: VERSION, conversation, messages }, null, 2)}\n`
}
