import 'server-only'
import { z } from 'zod'
import { passageSchema } from '@/lib/domain/document'
import { documentSignSchema } from '@/lib/domain/retrieval'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'
import { type PassageFilter, passageCondition, SERVED } from './passage-filter'
import { type PassageTotals, type Postings, readPostings, readTotals, unpackCounts } from './passage-postings'

const storedPassageSchema = passageSchema.omit({ document: true }).extend({
  document: documentSignSchema,
  /** ISO 639-1, by which its words were stemmed. */
  language: z.string().nullable(),
  /** How often each word that the index knows stands in it. */
  counts: z.string().transform(unpackCounts),
})
/** A served passage with all that a ranking asks of it. */
export type StoredPassage = z.infer<typeof storedPassageSchema>

const stateSchema = z.object({ name: z.string(), state: z.string(), passages: z.int() })

/** What a search reads. Ids are numbers here: they stay below 2^32. */
export class PassageSearchStore {
  constructor(private readonly db: Database) {}

  /** The lists of those terms that any passage holds. */
  postings(terms: readonly string[]): Promise<Map<string, Postings[]>> {
    return terms.length === 0 ? Promise.resolve(new Map<string, Postings[]>()) : readPostings(this.db, terms)
  }

  totals(): Promise<PassageTotals[]> {
    return readTotals(this.db)
  }

  /** Ids of collections by their ids or names, and what names none. */
  async collections(named: readonly string[]): Promise<{ ids: string[]; unknown: string[] }> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: string; name: string }[]>`
        SELECT id::text, name FROM collection WHERE id::text = ANY(${named}) OR name = ANY(${named})`,
    )
    const known = new Set(rows.flatMap(({ id, name }) => [id, name]))
    return { ids: rows.map(({ id }) => id), unknown: named.filter((name) => !known.has(name)) }
  }

  /** All passages that a filter lets through; null when they are more than `most`. */
  async admitted(filter: PassageFilter, most: number): Promise<Set<number> | null> {
    // As one value: thousands of rows take ten times as long to be parsed as to be found.
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ ids: string | null }[]>`
        SELECT encode(string_agg(int8send(id), ''), 'base64') AS ids FROM (
          SELECT p.id FROM passage p ${SERVED} WHERE ${passageCondition(filter)} LIMIT ${most + 1}
        ) AS admitted`,
    )
    const ids = unpackIds(row?.ids ?? '')
    return ids.length > most ? null : new Set(ids)
  }

  /** Those of the passages that are served and that a filter lets through. */
  async among(ids: readonly number[], filter: PassageFilter): Promise<Set<number>> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ id: bigint }[]>`
        SELECT p.id FROM passage p ${SERVED}
        WHERE p.id = ANY(${ids}::bigint[]) AND ${passageCondition(filter)}`,
    )
    return new Set(rows.map(({ id }) => Number(id)))
  }

  /** Served passages, in no order. */
  read(ids: readonly number[]): Promise<StoredPassage[]> {
    return this.#read(Prisma.sql`p.id = ANY(${ids}::bigint[])`)
  }

  /** The first served passage of a document. */
  async firstOf(document: string): Promise<StoredPassage | undefined> {
    const [first] = await this.#read(Prisma.sql`p.document_id = ${document}::uuid ORDER BY p.ordinal LIMIT 1`)
    return first
  }

  /** What is known of a document, served or not. */
  async document(id: string): Promise<z.infer<typeof stateSchema> | undefined> {
    const [row] = await this.db.run((queries) =>
      queries.document.findMany({ where: { id }, select: { name: true, state: true, passages: true } }),
    )
    return row && stateSchema.parse(row)
  }

  async #read(condition: Prisma.Sql): Promise<StoredPassage[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<Record<string, unknown>[]>`
        SELECT p.id::text, p.ordinal, p.kind, p.heading, p.text, p.tokens, p.place, p.language, p.terms AS counts,
          json_build_object('id', d.id, 'name', d.name, 'title', d.title, 'kind', d.kind, 'collection', c.id) AS document
        FROM passage p ${SERVED} WHERE ${condition}`,
    )
    return rows.map((row) => storedPassageSchema.parse(row))
  }
}

/** Of 64 bits each, most significant byte first, in base64. */
function unpackIds(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: bytes.length / 8 }, (_, at) => Number(bytes.readBigUInt64BE(at * 8)))
}
