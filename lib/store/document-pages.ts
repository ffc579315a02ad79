import 'server-only'
import type { z } from 'zod'
import type { documentFilterSchema, listDocuments } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { toDocument, toStored } from './document-rows'

export type DocumentFilter = z.output<typeof documentFilterSchema>
export type DocumentsQuery = z.output<typeof listDocuments.query>

export interface DocumentPage {
  items: Document[]
  nextCursor: string | null
  total: number
}

type Where = Prisma.DocumentWhereInput
type Sort = DocumentsQuery['sort']

/** Throws `bad-input` for a cursor that was not made here, or for another order. */
export async function pageOfDocuments(db: Database, query: DocumentsQuery): Promise<DocumentPage> {
  const { sort, limit, cursor } = query
  const matching = matchingDocuments(query)
  const after = cursor === undefined ? {} : afterCursor(sort, readCursor(cursor))
  const direction = sort === 'name' ? 'asc' : 'desc'
  const orderBy: Prisma.DocumentOrderByWithRelationInput[] = [
    sort === 'updated' ? { updatedAt: direction } : { [sort]: direction },
    { id: direction },
  ]
  const [rows, total] = await Promise.all([
    db.run((queries) =>
      queries.document.findMany({ where: { AND: [matching, after] }, orderBy, take: limit + 1 }),
    ),
    db.run((queries) => queries.document.count({ where: matching })),
  ])
  const shown = rows.slice(0, limit).map((row) => toDocument(toStored(row)))
  const last = shown.at(-1)
  return { items: shown, nextCursor: last && rows.length > limit ? writeCursor(sort, last) : null, total }
}

/** What a list shows, and what an action on all that match is done to. */
export function matchingDocuments(filter: DocumentFilter): Where {
  const { collection, tag, state, kind, server, q } = filter
  const words = (q ?? '').trim()
  const contains = { contains: escaped(words), mode: 'insensitive' } as const
  return {
    ...(collection !== undefined && { collectionId: collection }),
    ...(tag && tag.length > 0 && { tags: { hasSome: tag } }),
    ...(state && state.length > 0 && { state: { in: state } }),
    ...(kind && kind.length > 0 && { kind: { in: kind } }),
    ...(server !== undefined && { server }),
    ...(words !== '' && { OR: [{ name: contains }, { title: contains }] }),
  }
}

/** Prisma hands what it looks for to LIKE as it is. */
function escaped(words: string): string {
  return words.replace(/[\\%_]/g, String.raw`\$&`)
}

interface Cursor {
  sort: string
  value: string | number
  id: string
}

function writeCursor(sort: Sort, last: Document): string {
  const value = sort === 'updated' ? last.updatedAt : last[sort]
  return Buffer.from(JSON.stringify([sort, value, last.id])).toString('base64url')
}

function readCursor(cursor: string): Cursor {
  const bad = new AppError('bad-input', 'This cursor was not made here; start again without one')
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw bad
  }
  const [sort, value, id] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (typeof sort !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) throw bad
  if (typeof value !== 'string' && typeof value !== 'number') throw bad
  return { sort, value, id }
}

function afterCursor(sort: Sort, cursor: Cursor): Where {
  const { value, id } = cursor
  if (cursor.sort !== sort) throw new AppError('bad-input', 'This cursor is of another order')
  switch (sort) {
    case 'updated': {
      const at = new Date(value)
      if (Number.isNaN(at.getTime())) throw new AppError('bad-input', 'This cursor was not made here')
      return { OR: [{ updatedAt: { lt: at } }, { updatedAt: at, id: { lt: id } }] }
    }
    case 'name': {
      const name = String(value)
      return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] }
    }
    case 'size': {
      const size = Number(value)
      return { OR: [{ size: { lt: size } }, { size, id: { lt: id } }] }
    }
    case 'passages': {
      const passages = Number(value)
      return { OR: [{ passages: { lt: passages } }, { passages, id: { lt: id } }] }
    }
  }
}
