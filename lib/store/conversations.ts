import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import { AppError } from '@/lib/kit/app-error'
import type { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'

export interface StoredMessage {
  id: string
  role: string
  parts: unknown[]
  metadata?: unknown
}

export interface ConversationPage {
  items: Conversation[]
  nextCursor: string | null
}

/** Conversations and their messages, as the AI SDK shapes them. */
export class ConversationStore {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  async list({ limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<ConversationPage> {
    const from = cursor === undefined ? undefined : readCursor(cursor)
    const rows = await this.db.run((queries) =>
      queries.conversation.findMany({
        where: from
          ? { OR: [{ updatedAt: { lt: from.at } }, { updatedAt: from.at, id: { lt: from.id } }] }
          : {},
        orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      }),
    )
    const items = rows.slice(0, limit).map(toConversation)
    const last = items.at(-1)
    return { items, nextCursor: last && rows.length > limit ? writeCursor(last) : null }
  }

  async get(id: string): Promise<Conversation | undefined> {
    const row = await this.db.run((queries) => queries.conversation.findUnique({ where: { id } }))
    return row ? toConversation(row) : undefined
  }

  /** Throws `already-exists`. */
  async create({ id, title }: { id: string; title: string }): Promise<Conversation> {
    const [row] = await this.db.run((queries) =>
      queries.conversation.createManyAndReturn({ data: [{ id, title }], skipDuplicates: true }),
    )
    if (!row) throw new AppError('already-exists', `Conversation ${id} is there already`)
    return toConversation(row)
  }

  /** Throws `not-found`. */
  async rename(id: string, title: string): Promise<Conversation> {
    const [row] = await this.db.run((queries) =>
      queries.conversation.updateManyAndReturn({ where: { id }, data: { title } }),
    )
    if (!row) throw notFound(id)
    return toConversation(row)
  }

  /** With its messages. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.run((queries) => queries.conversation.deleteMany({ where: { id } }))
    if (count === 0) throw notFound(id)
  }

  /**
   * Stores messages in order. One that is stored already keeps its place and takes the new content, so that a
   * streaming answer can be stored again and again. Throws `not-found`.
   */
  async appendMessages(id: string, messages: StoredMessage[]): Promise<void> {
    if (messages.length === 0) return
    const incoming = JSON.stringify(
      [...new Map(messages.map((message) => [message.id, message])).values()].map(toRow),
    )
    await this.db.transaction(async (queries) => {
      // Updating first also locks the conversation, so that two writers do not take the same place.
      const { count } = await queries.conversation.updateMany({
        where: { id },
        data: { updatedAt: new Date() },
      })
      if (count === 0) throw notFound(id)
      await queries.$executeRaw`
        INSERT INTO message (conversation_id, id, position, role, parts, metadata)
        SELECT ${id}::uuid, incoming.id, newest.position + incoming.place, role, parts::json, metadata::json
        FROM json_to_recordset(${incoming}::json) AS incoming
               (place int, id text, role text, parts text, metadata text),
             (SELECT coalesce(max(position), 0) AS position FROM message
              WHERE conversation_id = ${id}::uuid) AS newest
        ON CONFLICT (conversation_id, id) DO UPDATE
        SET role = excluded.role, parts = excluded.parts, metadata = excluded.metadata`
    })
  }

  /** In order; empty for a conversation that is not there. */
  async messages(id: string): Promise<StoredMessage[]> {
    const rows = await this.db.run((queries) =>
      queries.message.findMany({ where: { conversationId: id }, orderBy: { position: 'asc' } }),
    )
    return rows.map((row) => ({
      id: row.id,
      role: row.role,
      // Only appendMessages writes the column, and it takes an array.
      parts: row.parts as unknown[],
      ...(row.metadata === null ? {} : { metadata: row.metadata }),
    }))
  }
}

function toRow(message: StoredMessage, index: number) {
  return {
    place: index + 1,
    id: message.id,
    role: message.role,
    parts: JSON.stringify(message.parts),
    metadata: message.metadata === undefined ? null : JSON.stringify(message.metadata),
  }
}

function toConversation(row: Prisma.ConversationGetPayload<object>): Conversation {
  return {
    id: row.id,
    title: row.title,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function notFound(id: string): AppError {
  return new AppError('not-found', `There is no conversation ${id}`)
}

function writeCursor({ updatedAt, id }: Conversation): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url')
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time, id] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = new Date(time ?? '')
  if (!id || Number.isNaN(at.getTime())) {
    throw new AppError('bad-input', 'This cursor was not made here; start again without one')
  }
  return { at, id }
}
