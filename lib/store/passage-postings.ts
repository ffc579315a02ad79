import 'server-only'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

/** What the index holds of one passage. */
export interface IndexedPassage {
  /** Below 2^32. */
  id: number
  language: string | null
  counts: ReadonlyMap<string, number>
}

/** Of all passages together, by language (empty: none known). */
export interface PassageTotals {
  language: string
  passages: number
  /** Words. */
  length: number
}

/**
 * Where a term stands, in no order: for each passage two numbers, its id and `count << 16 | length`, both of the latter
 * at most 65,535.
 */
export type Postings = Uint32Array

const BYTES = 8
const MOST = 0xffff
/** Parts up to this many entries (16 kB) are merged once there are so many of them. */
const SMALL_ENTRIES = 2_048
const MANY_PARTS = 16

/** Adds passages to the lists of their words. Only inserts, so that writers never wait for each other, but for totals. */
export async function addPostings(queries: Queries, passages: readonly IndexedPassage[]): Promise<void> {
  if (passages.length === 0) return
  const lists = new Map<string, number[]>()
  for (const { id, counts } of passages) {
    const length = Math.min(MOST, lengthOf(counts))
    for (const [term, count] of counts) {
      const list = lists.get(term)
      const packed = ((Math.min(MOST, count) << 16) | length) >>> 0
      if (list) list.push(id, packed)
      else lists.set(term, [id, packed])
    }
  }
  await insertParts(queries, lists)
  await addTotals(queries, passages)
}

/**
 * Notes that passages are gone. The lists of their words go on naming them until they are swept: as in any index of
 * this kind, what is gone counts until then among all passages and for how rare a word is, and is never found.
 */
export async function buryPassages(queries: Queries, passages: readonly IndexedPassage[]): Promise<void> {
  if (passages.length === 0) return
  await queries.$executeRaw`
    INSERT INTO passage_grave (id, language, length) SELECT * FROM unnest(
      ${passages.map(({ id }) => id)}::bigint[], ${passages.map(({ language }) => language ?? '')}::text[],
      ${passages.map(({ counts }) => lengthOf(counts))}::int[]
    )`
}

/** Merges the small parts of those terms that have many of them. One process at a time. */
export async function mergePostings(db: Database, terms: readonly string[]): Promise<void> {
  await db.transaction(async (queries) => {
    await lockUntilCommit(queries, 'postings')
    await queries.$executeRaw`
      WITH many AS (
        SELECT term FROM passage_posting WHERE term = ANY(${terms}) AND entries < ${SMALL_ENTRIES}
        GROUP BY term HAVING count(*) >= ${MANY_PARTS}
      ), gone AS (
        DELETE FROM passage_posting USING many
        WHERE passage_posting.term = many.term AND entries < ${SMALL_ENTRIES} RETURNING passage_posting.*
      )
      INSERT INTO passage_posting (term, entries, postings)
      SELECT term, sum(entries), string_agg(postings, ''::bytea)
      FROM gone GROUP BY term`
  })
}

/** The lists of terms, those that no passage holds left out. */
export async function readPostings(db: Database, terms: readonly string[]): Promise<Map<string, Postings[]>> {
  const rows = await db.run(
    (queries) => queries.$queryRaw<{ term: string; postings: string }[]>`
      SELECT term, encode(postings, 'base64') AS postings FROM passage_posting WHERE term = ANY(${terms})`,
  )
  const lists = new Map<string, Postings[]>()
  for (const { term, postings } of rows) {
    const list = lists.get(term)
    if (list) list.push(unpackPostings(postings))
    else lists.set(term, [unpackPostings(postings)])
  }
  return lists
}

export async function readTotals(db: Database): Promise<PassageTotals[]> {
  const rows = await db.run((queries) => queries.passageTotal.findMany({ where: { passages: { gt: 0 } } }))
  return rows.map(({ language, passages, length }) => ({
    language,
    passages: Number(passages),
    length: Number(length),
  }))
}

/** As `passage.terms` holds them: `term count term count`. */
export function packCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([term, count]) => `${term} ${count}`).join(' ')
}

export function unpackCounts(packed: string): Map<string, number> {
  const counts = new Map<string, number>()
  const fields = packed === '' ? [] : packed.split(' ')
  for (let at = 0; at + 1 < fields.length; at += 2) counts.set(fields[at] ?? '', Number(fields[at + 1]))
  return counts
}

export async function insertParts(queries: Queries, lists: ReadonlyMap<string, number[]>): Promise<void> {
  if (lists.size === 0) return
  const numbers = Uint32Array.from([...lists.values()].flat())
  const entries = [...lists.values()].map((list) => list.length / 2)
  let before = 0
  const offsets = entries.map((count) => (before += count) - count)
  await queries.$executeRaw`
    WITH bytes AS MATERIALIZED (SELECT decode(${base64Of(numbers)}, 'base64') AS all_of_them)
    INSERT INTO passage_posting (term, entries, postings)
    SELECT term, entries,
      substring(all_of_them FROM part.before * ${BYTES}::int + 1 FOR entries * ${BYTES}::int)
    FROM bytes, unnest(
      ${[...lists.keys()]}::text[], ${entries}::int[], ${offsets}::int[]
    ) AS part (term, entries, before)`
}

/** The row of a language is what two writers wait for each other at, so this comes last in their transaction. */
async function addTotals(queries: Queries, passages: readonly IndexedPassage[]): Promise<void> {
  const byLanguage = new Map<string, { passages: number; length: number }>()
  for (const { language, counts } of passages) {
    const total = byLanguage.get(language ?? '') ?? { passages: 0, length: 0 }
    byLanguage.set(language ?? '', { passages: total.passages + 1, length: total.length + lengthOf(counts) })
  }
  // In one order everywhere, or two writers could each wait for the other.
  for (const [language, total] of [...byLanguage].sort(([one], [other]) => (one < other ? -1 : 1))) {
    await queries.$executeRaw`
      INSERT INTO passage_total (language, passages, length)
      VALUES (${language}, ${total.passages}::bigint, ${total.length}::bigint)
      ON CONFLICT (language) DO UPDATE
      SET passages = passage_total.passages + excluded.passages, length = passage_total.length + excluded.length`
  }
}

function lengthOf(counts: ReadonlyMap<string, number>): number {
  let length = 0
  for (const count of counts.values()) length += count
  return length
}

function base64Of(numbers: Uint32Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')
}

/** Postgres puts a line break after 76 characters, which Buffer passes over. */
export function unpackPostings(base64: string): Postings {
  const bytes = Buffer.from(base64, 'base64')
  // A buffer of Node's pool may begin anywhere; numbers must begin at a multiple of four.
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    : new Uint32Array(Uint8Array.from(bytes).buffer)
}
