import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import type { MessageNode } from '@/lib/domain/message-tree'
import { AppError } from '@/lib/kit/app-error'
import { storableText } from '@/lib/kit/storable-text'
import type { Prisma } from '@/prisma/generated/client'

export interface StoredMessage {
  id: string
  role: string
  parts: unknown[]
  metadata?: unknown
  /** Set on what the store gives: the message before it in its branch, null for a first one. */
  parent?: string | null
}

export type TitleFrom = 'question' | 'model' | 'person'

/** More of a message than this is not searched. */
const SEARCHED_LIMIT = 20_000

export function toConversation(row: Prisma.ConversationGetPayload<object>): Conversation {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned,
    tags: row.tags,
    shared: row.shareHash !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export function toStored(row: Prisma.MessageGetPayload<object>): StoredMessage {
  return {
    id: row.id,
    role: row.role,
    // Only appendMessages writes the column, and it takes an array.
    parts: row.parts as unknown[],
    parent: row.parentId,
    ...(row.metadata === null ? {} : { metadata: row.metadata }),
  }
}

/** A message as it is inserted: `place` counts from the newest that is there. */
export function toRow(message: StoredMessage, { place, parent }: { place: number; parent: string | null }) {
  return {
    place,
    parent,
    id: message.id,
    role: message.role,
    parts: JSON.stringify(message.parts),
    metadata: message.metadata === undefined ? null : JSON.stringify(message.metadata),
    text: searchedText(message.parts),
  }
}

export const NOT_SHARED = { shareHash: null, shareLeaf: null, shareResults: false, sharedAt: null }

export const NODE_COLUMNS = { id: true, parentId: true, role: true } as const

export function toNode({
  id,
  parentId,
  role,
}: Prisma.MessageGetPayload<{ select: typeof NODE_COLUMNS }>): MessageNode {
  return { id, parent: parentId, role }
}

export function notFound(id: string): AppError {
  return new AppError('not-found', `There is no conversation ${id}`)
}

export function noMessage(id: string, message: string): AppError {
  return new AppError('not-found', `Conversation ${id} has no message ${message}`)
}

function searchedText(parts: readonly unknown[]): string {
  const words = parts.flatMap((part) => {
    if (typeof part !== 'object' || part === null || !('text' in part) || !('type' in part)) return []
    return part.type === 'text' && typeof part.text === 'string' ? [part.text] : []
  })
  return storableText(words.join('\n\n').slice(0, SEARCHED_LIMIT))
}
