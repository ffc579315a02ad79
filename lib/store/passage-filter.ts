import 'server-only'
import { Prisma } from '@/prisma/generated/client'

/** Which passages may be found. What is left out does not restrict; an empty list lets nothing through. */
export interface PassageFilter {
  /** Ids or names of collections. */
  collections?: readonly string[] | undefined
  /** Of the document or its collection: any of them. */
  tags?: readonly string[] | undefined
  kinds?: readonly string[] | undefined
  /** Ids of documents. */
  documents?: readonly string[] | undefined
  /** When the document was last changed, both included: ISO 8601. */
  from?: string | undefined
  to?: string | undefined
}

/** To be joined to `passage p`: the document of each passage that is served, and its collection. */
export const SERVED = Prisma.sql`
  JOIN document d ON d.id = p.document_id AND d.generation = p.generation
  JOIN collection c ON c.id = d.collection_id`

/** A condition on `d` and `c` of SERVED. */
export function passageCondition(filter: PassageFilter): Prisma.Sql {
  const { collections, tags, kinds, documents, from, to } = filter
  const conditions = [
    collections && Prisma.sql`(c.id::text = ANY(${collections}) OR c.name = ANY(${collections}))`,
    tags && Prisma.sql`(d.tags && ${tags}::text[] OR c.tags && ${tags}::text[])`,
    kinds && Prisma.sql`d.kind = ANY(${kinds})`,
    documents && Prisma.sql`d.id = ANY(${documents}::uuid[])`,
    from !== undefined && Prisma.sql`d.updated_at >= ${from}::timestamptz`,
    to !== undefined && Prisma.sql`d.updated_at <= ${to}::timestamptz`,
  ].filter((condition) => condition instanceof Prisma.Sql)
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join(conditions, ' AND ')
}

/** Whether a filter can keep a passage out at all. */
export function isRestricted(filter: PassageFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}
