import 'server-only'
import type { Conversation } from '@/lib/domain/api/chat'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import { toConversation } from './conversation-rows'
import type { Database } from './database'

export interface ConversationQuery {
  limit: number
  cursor?: string | undefined
  /** Words that the title or one message must hold, each of them. */
  q?: string | undefined
  /** Tags that it must have, all of them. */
  tags?: readonly string[] | undefined
}

export interface ConversationPage {
  items: (Conversation & { excerpt?: string })[]
  nextCursor: string | null
}

/** Characters of a message around what was found. */
const EXCERPT_BEFORE = 40
const EXCERPT_LENGTH = 160
const MOST_WORDS = 8
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface FoundRow {
  id: string
  excerpt: string | null
}

/** Pinned ones first, then the one written to last. Throws `bad-input` for a cursor that was not made here. */
export async function pageOfConversations(db: Database, query: ConversationQuery): Promise<ConversationPage> {
  const { limit, cursor, q = '', tags = [] } = query
  const words = q.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)
  const from = cursor === undefined ? undefined : readCursor(cursor)
  const conditions = [
    Prisma.sql`deleted_at IS NULL`,
    ...(tags.length > 0 ? [Prisma.sql`tags @> ${[...tags]}::text[]`] : []),
    ...(from
      ? [Prisma.sql`(pinned, updated_at, id) < (${from.pinned}, ${from.at}::timestamptz, ${from.id}::uuid)`]
      : []),
    ...(words.length > 0 ? [Prisma.sql`(${holds(Prisma.sql`title`, words)} OR excerpt IS NOT NULL)`] : []),
  ]
  const found = await db.run(
    (queries) => queries.$queryRaw<FoundRow[]>`
      SELECT id, excerpt FROM conversation ${words.length > 0 ? excerptOf(words) : NO_EXCERPT}
      WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY pinned DESC, updated_at DESC, id DESC LIMIT ${limit + 1}`,
  )
  const shown = found.slice(0, limit)
  const rows = await db.run((queries) =>
    queries.conversation.findMany({ where: { id: { in: shown.map(({ id }) => id) } } }),
  )
  const byId = new Map(rows.map((row) => [row.id, toConversation(row)]))
  const items = shown.flatMap(({ id, excerpt }) => {
    const conversation = byId.get(id)
    return conversation ? [{ ...conversation, ...(excerpt !== null && { excerpt }) }] : []
  })
  const last = items.at(-1)
  return { items, nextCursor: last && found.length > limit ? writeCursor(last) : null }
}

const NO_EXCERPT = Prisma.sql`, (SELECT NULL::text AS excerpt) AS found`

/** The words around the first hit, in the newest message that holds them all. */
function excerptOf(words: readonly string[]): Prisma.Sql {
  const [first = ''] = words
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT substr(text, greatest(1, strpos(lower(text), lower(${first})) - ${EXCERPT_BEFORE}::int),
                  ${EXCERPT_LENGTH}::int) AS excerpt
    FROM message WHERE conversation_id = conversation.id AND ${holds(Prisma.sql`text`, words)}
    ORDER BY position DESC LIMIT 1) AS found ON true`
}

function holds(column: Prisma.Sql, words: readonly string[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(
    words.map((word) => Prisma.sql`${column} ILIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`),
    ' AND ',
  )})`
}

function writeCursor({ pinned, updatedAt, id }: Conversation): string {
  return Buffer.from(`${pinned ? 1 : 0} ${updatedAt} ${id}`).toString('base64url')
}

function readCursor(cursor: string): { pinned: boolean; at: Date; id: string } {
  const [pinned = '', time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const at = new Date(time)
  if (!/^[01]$/.test(pinned) || Number.isNaN(at.getTime()) || !UUID.test(id)) {
    throw new AppError('bad-input', 'This cursor was not made here; start again without one')
  }
  return { pinned: pinned === '1', at, id }
}
