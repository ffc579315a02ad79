import 'server-only'
import type { QueryTerm } from '@/lib/domain/retrieval'
import { termsOf } from '../lexical/terms-of'
import type { WeightedTerm } from './understand-query'

/** What a word counts for in a field, and how much a long text there takes from it (`b` of BM25F). */
export interface Field {
  weight: number
  b: number
}

/** How often each term stands in each field, and how many terms the fields have. */
export interface Counted {
  lengths: readonly number[]
  counts: ReadonlyMap<string, readonly number[]>
}

export interface LexicalScores {
  /** In the order of the documents. */
  scores: number[]
  /** The query's own terms that any document holds, with what they are worth. */
  terms: QueryTerm[]
}

const K1 = 1.2

/** The documents that hold a term, and how often each does, with fields and lengths weighed in. */
interface Posting {
  at: number[]
  frequency: number[]
}

/** BM25 over fields (BM25F: Zaragoza et al., TREC-13, 2004; Robertson and Zaragoza, 2009), by lists of who holds a term. */
export class FieldIndex {
  readonly #postings = new Map<string, Posting>()

  constructor(
    private readonly documents: readonly Counted[],
    fields: readonly Field[],
  ) {
    const averages = fields.map((_, field) => averageOf(documents, field))
    for (const [at, { counts, lengths }] of documents.entries()) {
      for (const [term, held] of counts) {
        const posting = this.#postings.get(term) ?? { at: [], frequency: [] }
        posting.at.push(at)
        posting.frequency.push(weighedFrequency(held, lengths, averages, fields))
        this.#postings.set(term, posting)
      }
    }
  }

  score(query: readonly WeightedTerm[]): LexicalScores {
    const scores = new Array<number>(this.documents.length).fill(0)
    const terms: QueryTerm[] = []
    for (const { term, weight, said } of query) {
      const posting = this.#postings.get(term)
      if (!posting) continue
      const idf = idfOf(posting.at.length, this.documents.length)
      if (said) terms.push({ term, holding: posting.at.length, idf })
      for (const [place, at] of posting.at.entries()) {
        const frequency = posting.frequency[place] ?? 0
        scores[at] = (scores[at] ?? 0) + (weight * idf * frequency * (K1 + 1)) / (K1 + frequency)
      }
    }
    return { scores, terms }
  }
}

/** What a word is worth that so many of all documents hold. */
export function idfOf(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5))
}

/** The terms of texts, one text a field. */
export function countTerms(texts: readonly string[]): Counted {
  const counts = new Map<string, number[]>()
  const lengths = texts.map((text, field) => {
    const terms = termsOf(text)
    for (const { term } of terms) {
      const known = counts.get(term) ?? new Array<number>(texts.length).fill(0)
      known[field] = (known[field] ?? 0) + 1
      counts.set(term, known)
    }
    return terms.length
  })
  return { lengths, counts }
}

function averageOf(documents: readonly Counted[], field: number): number {
  return documents.reduce((sum, { lengths }) => sum + (lengths[field] ?? 0), 0) / documents.length || 1
}

function weighedFrequency(
  counts: readonly number[],
  lengths: readonly number[],
  averages: readonly number[],
  fields: readonly Field[],
): number {
  let sum = 0
  for (const [at, { weight, b }] of fields.entries()) {
    const count = counts[at] ?? 0
    if (count === 0) continue
    sum += (weight * count) / (1 - b + (b * (lengths[at] ?? 0)) / (averages[at] ?? 1))
  }
  return sum
}
