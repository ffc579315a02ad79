import 'server-only'
import { setImmediate as others } from 'node:timers/promises'
import { type Passage, passageSchema } from '@/lib/domain/document'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import {
  addPostings,
  buryPassages,
  type IndexedPassage,
  mergePostings,
  packCounts,
  unpackCounts,
} from './passage-postings'
import { sweepPostings } from './passage-sweep'

/** A passage before it is stored. */
export type NewPassage = Omit<Passage, 'id' | 'document'>

/** What is true of all passages of a document, and helps to find them. */
export interface PassageContext {
  /** ISO 639-1; by it the words are stemmed. */
  language: string | null
  /** The document's own title. */
  title: string | null
}

/** How often each word that the index knows stands in a passage; see lib/rag/lexical/index-terms.ts. */
export type IndexTerms = (passage: NewPassage, context: PassageContext) => Map<string, number>

/** Written or deleted in one transaction: the embedded database does nothing else meanwhile. */
const BATCH = 50
/** Lists of words are looked after once in so many batches. */
const MERGE_EVERY = 8

/**
 * Rows of passages, and what the lexical index holds of them. Those of a document's own generation
 * (`document.generation`) are served; a later generation can be written beside them and takes their place at once with
 * `publish`.
 */
export class PassageStore {
  #batches = 0

  constructor(
    private readonly db: Database,
    private readonly indexTerms: IndexTerms,
  ) {}

  /** Adds to a generation that is not served yet; what is there already, by its ordinal, is left as it is. */
  async write(
    documentId: string,
    generation: number,
    passages: readonly NewPassage[],
    context: PassageContext,
  ): Promise<void> {
    for (let at = 0; at < passages.length; at += BATCH) {
      const batch: Insertion['batch'] = []
      for (const passage of passages.slice(at, at + BATCH)) {
        batch.push({ ...cleaned(passage), counts: this.indexTerms(passage, context) })
        // The words of fifty take longer than anybody should have to wait.
        await others()
      }
      await this.db.transaction((queries) => insert(queries, { documentId, generation, batch, ...context }))
      this.#batches += 1
      if (this.#batches % MERGE_EVERY === 0) {
        await mergePostings(this.db, [...new Set(batch.flatMap(({ counts }) => [...counts.keys()]))])
      }
      await others()
    }
  }

  /** How many passages of a generation are stored. */
  async written(documentId: string, generation: number): Promise<number> {
    return this.db.run((queries) => queries.passage.count({ where: { documentId, generation } }))
  }

  /**
   * Makes a generation the served one, in one small transaction that `also` may take part in, then deletes all others
   * in small batches.
   */
  async publish(
    documentId: string,
    generation: number,
    also?: (queries: Queries) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (queries) => {
      await queries.$executeRaw`
        UPDATE document SET generation = ${generation}, passages = (
          SELECT count(*) FROM passage WHERE document_id = ${documentId}::uuid AND generation = ${generation}
        ) WHERE id = ${documentId}::uuid`
      await also?.(queries)
    })
    await this.#deleteWhere(Prisma.sql`document_id = ${documentId}::uuid AND generation <> ${generation}`)
  }

  /** Deletes all passages of a document, in small batches; they are no longer found once its row is gone. */
  async remove(documentId: string): Promise<void> {
    await this.#deleteWhere(Prisma.sql`document_id = ${documentId}::uuid`)
  }

  /** Deletes what a broken off ingestion has left behind of a generation that will not be served. */
  async removeGeneration(documentId: string, generation: number): Promise<void> {
    await this.#deleteWhere(Prisma.sql`document_id = ${documentId}::uuid AND generation = ${generation}`)
  }

  /** The served passages of a document from an ordinal on, in order. */
  ofDocument(documentId: string, from: number, limit: number): Promise<Passage[]> {
    return this.#read(
      Prisma.sql`p.document_id = ${documentId}::uuid AND p.ordinal >= ${from} ORDER BY p.ordinal LIMIT ${limit}`,
    )
  }

  /** Served passages by their ids, in no order; those that are gone are left out. */
  byIds(ids: readonly string[]): Promise<Passage[]> {
    return this.#read(Prisma.sql`p.id = ANY(${ids.filter((id) => /^\d{1,18}$/.test(id))}::text[]::bigint[])`)
  }

  /** Clears what is gone out of the lists of words, once it is a fifth of all. Returns how many passages that were. */
  sweep(signal: AbortSignal): Promise<number> {
    return sweepPostings(this.db, signal)
  }

  async #read(condition: Prisma.Sql): Promise<Passage[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<Record<string, unknown>[]>`
        SELECT p.id::text, p.document_id AS document, p.ordinal, p.kind, p.heading, p.text, p.tokens, p.place
        FROM passage p JOIN document d ON d.id = p.document_id AND d.generation = p.generation
        WHERE ${condition}`,
    )
    return rows.map((row) => passageSchema.parse(row))
  }

  async #deleteWhere(condition: Prisma.Sql): Promise<void> {
    for (;;) {
      const deleted = await this.db.transaction(async (queries) => {
        const rows = await queries.$queryRaw<{ id: bigint; language: string | null; terms: string }[]>`
          DELETE FROM passage WHERE id IN (SELECT id FROM passage WHERE ${condition} LIMIT ${BATCH})
          RETURNING id, language, terms`
        await buryPassages(
          queries,
          rows.map(({ id, language, terms }) => ({ id: Number(id), language, counts: unpackCounts(terms) })),
        )
        return rows.length
      })
      if (deleted < BATCH) return
      await others()
    }
  }
}

interface Insertion {
  documentId: string
  generation: number
  batch: (NewPassage & { counts: Map<string, number> })[]
  language: string | null
}

async function insert(
  queries: Queries,
  { documentId, generation, batch, language }: Insertion,
): Promise<void> {
  const rows = JSON.stringify(
    batch.map(({ counts, ...passage }) => ({ ...passage, terms: packCounts(counts) })),
  )
  const stored = await queries.$queryRaw<{ id: bigint; ordinal: number }[]>`
    INSERT INTO passage (document_id, generation, ordinal, kind, heading, text, tokens, place, language, terms)
    SELECT ${documentId}::uuid, ${generation}::int, ordinal, kind, heading, text, tokens, place, ${language}, terms
    FROM json_to_recordset(${rows}::json) AS one (
      ordinal int, kind text, heading json, text text, tokens int, place json, terms text
    )
    ON CONFLICT (document_id, generation, ordinal) DO NOTHING RETURNING id, ordinal`
  const countsOf = new Map(batch.map(({ ordinal, counts }) => [ordinal, counts]))
  const indexed = stored.flatMap(({ id, ordinal }): IndexedPassage[] => {
    const counts = countsOf.get(ordinal)
    return counts ? [{ id: Number(id), language, counts }] : []
  })
  await addPostings(queries, indexed)
}

/** What Postgres does not take is replaced by as many characters, so that places stay true. */
function cleaned(passage: NewPassage): NewPassage {
  return {
    ...passage,
    text: clean(passage.text),
    heading: passage.heading.map(clean),
  }
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd')
}
