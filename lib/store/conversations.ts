import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import type { ConversationUsage } from '@/lib/domain/api/conversations'
import { descendants, headAfterRemoval, type MessageNode, pathTo } from '@/lib/domain/message-tree'
import { AppError } from '@/lib/kit/app-error'
import { type ConversationPage, type ConversationQuery, pageOfConversations } from './conversation-pages'
import {
  NODE_COLUMNS,
  noMessage,
  NOT_SHARED,
  notFound,
  type StoredMessage,
  type TitleFrom,
  toConversation,
  toNode,
  toRow,
  toStored,
} from './conversation-rows'
import { usageOfConversation } from './conversation-usage'
import type { Database, Queries } from './database'

export type { StoredMessage } from './conversation-rows'

/** Conversations and their messages, as the AI SDK shapes them: a tree of branches, one of which is shown. */
export class ConversationStore {
  /** `onChange` is told of every change, once it is stored. */
  constructor(
    private readonly db: Database,
    private readonly onChange: (id: string) => void = () => undefined,
  ) {}

  /** Pinned ones first, then the one written to last. */
  list(query: ConversationQuery): Promise<ConversationPage> {
    return pageOfConversations(this.db, query)
  }

  async get(id: string): Promise<Conversation | undefined> {
    const row = await this.db.run((queries) =>
      queries.conversation.findFirst({ where: { id, deletedAt: null } }),
    )
    return row ? toConversation(row) : undefined
  }

  /** Who gave it its title; undefined where there is no such conversation. */
  async titleFrom(id: string): Promise<string | undefined> {
    const row = await this.db.run((queries) =>
      queries.conversation.findFirst({ where: { id, deletedAt: null }, select: { titleFrom: true } }),
    )
    return row?.titleFrom
  }

  /** Throws `already-exists`; `not-found` for one that was deleted and can be restored still. */
  async create({ id, title }: { id: string; title: string }): Promise<Conversation> {
    const [row] = await this.db.run((queries) =>
      queries.conversation.createManyAndReturn({ data: [{ id, title }], skipDuplicates: true }),
    )
    if (!row) throw (await this.get(id)) ? alreadyThere(id) : deleted()
    this.onChange(id)
    return toConversation(row)
  }

  /** A person's title stays; one that the model or the question gives is not put over a better one. Throws `not-found`. */
  async rename(id: string, title: string, from: TitleFrom = 'person'): Promise<Conversation> {
    const weaker = from === 'person' ? {} : { titleFrom: { not: 'person' } }
    const [row] = await this.db.run((queries) =>
      queries.conversation.updateManyAndReturn({
        where: { id, deletedAt: null, ...weaker },
        data: { title, titleFrom: from },
      }),
    )
    if (!row) {
      const stored = await this.get(id)
      if (stored) return stored
      throw notFound(id)
    }
    this.onChange(id)
    return toConversation(row)
  }

  /** Throws `not-found`. */
  async mark(
    id: string,
    marks: { pinned?: boolean | undefined; tags?: string[] | undefined },
  ): Promise<Conversation> {
    const [row] = await this.db.run((queries) =>
      queries.conversation.updateManyAndReturn({
        where: { id, deletedAt: null },
        data: {
          ...(marks.pinned !== undefined && { pinned: marks.pinned }),
          ...(marks.tags !== undefined && { tags: marks.tags }),
        },
      }),
    )
    if (!row) throw notFound(id)
    this.onChange(id)
    return toConversation(row)
  }

  /** Hides it until it is restored, or `prune` takes it. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.run((queries) =>
      queries.conversation.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: new Date() } }),
    )
    if (count === 0) throw notFound(id)
    this.onChange(id)
  }

  /** Throws `not-found` where nothing is left to restore. */
  async restore(id: string): Promise<Conversation> {
    const [row] = await this.db.run((queries) =>
      queries.conversation.updateManyAndReturn({
        where: { id, deletedAt: { not: null } },
        data: { deletedAt: null },
      }),
    )
    if (!row) throw notFound(id)
    this.onChange(id)
    return toConversation(row)
  }

  /** Deletes for good what was removed before then; resolves with how many. */
  async prune(before: Date): Promise<number> {
    const { count } = await this.db.run((queries) =>
      queries.conversation.deleteMany({ where: { deletedAt: { lt: before } } }),
    )
    return count
  }

  /** Tags in use, with how many conversations have each. */
  async tags(): Promise<Record<string, number>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ tag: string; count: bigint }[]>`
        SELECT tag, count(*) AS count FROM conversation, unnest(tags) AS tag
        WHERE deleted_at IS NULL GROUP BY tag ORDER BY count DESC, tag`,
    )
    return Object.fromEntries(rows.map(({ tag, count }) => [tag, Number(count)]))
  }

  /**
   * Stores messages, each below the one before it, the first below `parent` (null: as a first message; without: below
   * the head). One that is stored already keeps its place and takes the new content, so that a streaming answer can be
   * stored again and again; the head moves to a message only when it is new, and not to what is put aside. Nobody is
   * told of a draft, as more of it follows. Throws `not-found`; `bad-input` for a parent that is not there.
   */
  async appendMessages(
    id: string,
    messages: StoredMessage[],
    parent?: string | null,
    { isAside = false, isDraft = false }: { isAside?: boolean; isDraft?: boolean } = {},
  ): Promise<void> {
    if (messages.length === 0) return
    const incoming = [...new Map(messages.map((message) => [message.id, message])).values()]
    await this.db.transaction(async (queries) => {
      // Updating first also locks the conversation, so that two writers do not take the same place.
      const [conversation] = await queries.conversation.updateManyAndReturn({
        where: { id, deletedAt: null },
        data: { updatedAt: new Date() },
      })
      if (!conversation) throw notFound(id)
      const named = [...incoming.map((message) => message.id), ...(parent ? [parent] : [])]
      const there = await stored(queries, id, named)
      if (parent && !there.has(parent)) {
        throw new AppError('bad-input', `There is no message ${parent} in this conversation to go on from`)
      }
      let before = parent === undefined ? conversation.head : parent
      const rows = incoming.map((message, index) => {
        const row = toRow(message, { place: index + 1, parent: before })
        before = message.id
        return row
      })
      await insert(queries, id, rows)
      const last = rows.at(-1)
      if (last && !there.has(last.id) && !isAside) {
        await queries.conversation.updateMany({ where: { id }, data: { head: last.id } })
      }
    })
    if (!isDraft) this.onChange(id)
  }

  /** All messages of all branches, in the order in which they were begun; empty for a conversation that is not there. */
  async messages(id: string, ids?: readonly string[]): Promise<StoredMessage[]> {
    const rows = await this.db.run((queries) =>
      queries.message.findMany({
        where: { conversationId: id, ...(ids && { id: { in: [...ids] } }) },
        orderBy: { position: 'asc' },
      }),
    )
    return rows.map(toStored)
  }

  /** Those messages whose parts hold a word, wherever: in a conversation that may weigh many megabytes. */
  async messagesHolding(id: string, word: string): Promise<StoredMessage[]> {
    const written = JSON.stringify(word).slice(1, -1)
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: string }[]>`
        SELECT id FROM message WHERE conversation_id = ${id}::uuid AND strpos(parts::text, ${written}) > 0`,
    )
    return rows.length === 0
      ? []
      : this.messages(
          id,
          rows.map((row) => row.id),
        )
  }

  /** Where each message stands, without what it says, and the leaf that is shown. */
  async tree(id: string): Promise<{ nodes: MessageNode[]; head: string | null }> {
    const [rows, conversation] = await this.db.run((queries) =>
      Promise.all([
        queries.message.findMany({
          where: { conversationId: id },
          orderBy: { position: 'asc' },
          select: NODE_COLUMNS,
        }),
        queries.conversation.findUnique({ where: { id }, select: { head: true } }),
      ]),
    )
    return { nodes: rows.map(toNode), head: conversation?.head ?? null }
  }

  /** The branch that ends at `leaf` (the head without; none for null), the first message first; empty for a leaf that is not there. */
  async path(id: string, leaf?: string | null): Promise<StoredMessage[]> {
    const { nodes, head } = await this.tree(id)
    const ids = pathTo(nodes, leaf === undefined ? head : leaf).map((node) => node.id)
    if (ids.length === 0) return []
    // A branch is in the order in which it was begun.
    return this.messages(id, ids)
  }

  /** Deletes a message and all that follows it, and a link that shows any of it. Throws `not-found`. */
  async removeBranch(id: string, message: string): Promise<void> {
    await this.db.transaction(async (queries) => {
      const conversation = await queries.conversation.findFirst({ where: { id, deletedAt: null } })
      const rows = await queries.message.findMany({
        where: { conversationId: id },
        orderBy: { position: 'asc' },
        select: NODE_COLUMNS,
      })
      const nodes = rows.map(toNode)
      if (!conversation || !nodes.some((node) => node.id === message)) throw noMessage(id, message)
      const gone = descendants(nodes, message).map((node) => node.id)
      await queries.message.deleteMany({ where: { conversationId: id, id: { in: gone } } })
      await queries.conversation.updateMany({
        where: { id },
        data: {
          head: headAfterRemoval(nodes, message, conversation.head),
          ...(conversation.shareLeaf !== null && gone.includes(conversation.shareLeaf) && NOT_SHARED),
        },
      })
    })
    this.onChange(id)
  }

  usage(id: string): Promise<ConversationUsage> {
    return usageOfConversation(this.db, id)
  }

  /** Shows the branch of this message from now on. Throws `not-found` where there is no such message. */
  async setHead(id: string, leaf: string): Promise<void> {
    const count = await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE conversation SET head = ${leaf} WHERE id = ${id}::uuid AND deleted_at IS NULL
        AND EXISTS (SELECT FROM message WHERE conversation_id = ${id}::uuid AND message.id = ${leaf})`,
    )
    if (count === 0) throw noMessage(id, leaf)
    this.onChange(id)
  }
}

function alreadyThere(id: string): AppError {
  return new AppError('already-exists', `Conversation ${id} is there already`)
}

function deleted(): AppError {
  return new AppError(
    'not-found',
    'This conversation was deleted, in another tab perhaps. Restore it within a day, or begin a new one',
  )
}

async function stored(queries: Queries, conversationId: string, ids: string[]): Promise<Set<string>> {
  const rows = await queries.message.findMany({
    where: { conversationId, id: { in: ids } },
    select: { id: true },
  })
  return new Set(rows.map(({ id }) => id))
}

async function insert(queries: Queries, id: string, rows: ReturnType<typeof toRow>[]): Promise<void> {
  await queries.$executeRaw`
    INSERT INTO message (conversation_id, id, parent_id, position, role, parts, metadata, text)
    SELECT ${id}::uuid, incoming.id, incoming.parent, newest.position + incoming.place, role, parts::json,
           metadata::json, incoming.text
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS incoming
           (place int, parent text, id text, role text, parts text, metadata text, text text),
         (SELECT coalesce(max(position), 0) AS position FROM message
          WHERE conversation_id = ${id}::uuid) AS newest
    ON CONFLICT (conversation_id, id) DO UPDATE
    SET role = excluded.role, parts = excluded.parts, metadata = excluded.metadata, text = excluded.text`
}
