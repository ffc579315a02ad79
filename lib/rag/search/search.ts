import 'server-only'
import type { z } from 'zod'
import type { explainPassage, SearchBody } from '@/lib/domain/api/search'
import {
  type CutPassage,
  type FoundPassage,
  type RankSettings,
  rankSettingsSchema,
  type SearchResult,
} from '@/lib/domain/retrieval'
import type { PassageFilter } from '@/lib/store/passage-filter'
import type { Candidate } from './candidate'
import { choose, type Chosen } from './choose'
import { explain } from './explain'
import { type Fused, fuse } from './fuse'
import { type LexicalFound, type PassageIndex, searchLexically } from './lexical-search'
import { marksOf } from './marks'
import { rerank, type Reranks } from './rerank'
import { merged, type RetrievalSettings } from './retrieval-settings'
import { searchByVector, type VectorFound, type Vectors } from './vector-search'

export type Explanation = z.infer<typeof explainPassage.response>
export type ExplainBody = z.infer<typeof explainPassage.body>

export interface SearchOptions {
  index: PassageIndex
  vectors: Vectors
  reranker: Reranks
  settings: RetrievalSettings
}

/** All that a search has come to know. */
export interface Findings {
  settings: RankSettings
  filter: PassageFilter
  restricted: boolean
  lexical: LexicalFound
  vector: VectorFound
  fused: Fused[]
  chosen: Chosen
  result: SearchResult
}

/** Of passages that were not taken, so many are shown. */
const MOST_CUT = 40
const CUT_CHARACTERS = 300
/** Diversity and merging choose among so many times the limit, and some. */
const BREADTH = 4
const SPARE = 20

/** Finds the passages nearest to a query, and tells why these and not others. */
export class Search {
  constructor(private readonly options: SearchOptions) {}

  async search(body: SearchBody, signal: AbortSignal): Promise<SearchResult> {
    return (await this.find(body, signal)).result
  }

  async explain(body: ExplainBody, signal: AbortSignal): Promise<Explanation> {
    const { passage, document } = body
    return explain({ passage, document }, await this.find(body, signal), this.options)
  }

  async settings(): Promise<{ settings: RankSettings; defaults: RankSettings }> {
    return { settings: await this.options.settings.get(), defaults: rankSettingsSchema.parse({}) }
  }

  async setSettings(settings: RankSettings): Promise<{ settings: RankSettings; defaults: RankSettings }> {
    await this.options.settings.set(settings)
    return this.settings()
  }

  private async find(body: SearchBody, signal: AbortSignal): Promise<Findings> {
    const startedAt = performance.now()
    const { index, reranker } = this.options
    const over = { ...body.settings, ...(body.limit !== undefined && { limit: body.limit }) }
    const settings = merged(await this.options.settings.get(), over)
    const { filter, restricted, notes } = await this.filterOf(body)

    const [lexical, vector] = await Promise.all([
      this.byWords(body.query, settings, { filter, restricted }),
      this.byMeaning(body.query, settings, filter, signal),
    ])
    signal.throwIfAborted()
    const fused = fuse(
      [
        { name: 'lexical', weight: settings.lexicalWeight, found: lexical.found },
        {
          name: 'vector',
          weight: settings.vectorWeight,
          found: (vector.found ?? []).filter(({ id }) => lexical.holdsPhrases({ id })),
        },
      ],
      settings.fusionK,
    )
    const deciding = decidingOf(settings, vector)
    const reranks = settings.rerank && reranker.current() !== null
    const breadth = reranks ? Math.max(settings.rerankTop, settings.limit) : settings.limit * BREADTH + SPARE
    const candidates = await this.read(index, fused.slice(0, breadth), deciding, lexical)
    const reranked = reranks
      ? await rerank(reranker, body.query, candidates, signal)
      : { candidates, model: null, durationMs: null, notes: [] }
    const chosen = choose(reranked.candidates, settings)
    const result: SearchResult = {
      passages: chosen.taken.map((candidate) => found(candidate, lexical)),
      cut: chosen.cut.slice(0, MOST_CUT).map(({ why, ...candidate }): CutPassage => ({
        ...found(shortened(candidate), lexical),
        why,
      })),
      timings: {
        embed: vector.embedMs,
        lexical: lexical.durationMs,
        vector: vector.vectorMs,
        rerank: reranked.durationMs,
        total: performance.now() - startedAt,
      },
      ranker: {
        lexical: 'portolan-bm25',
        vector: vector.model,
        reranker: reranked.model,
        deciding: reranked.model === null ? deciding : 'rerank',
        notes: [...notes, ...lexical.notes, ...vector.notes, ...reranked.notes],
      },
      terms: lexical.terms,
    }
    return { settings, filter, restricted, lexical, vector, fused, chosen, result }
  }

  private async byWords(
    query: string,
    settings: RankSettings,
    scope: { filter: PassageFilter; restricted: boolean },
  ): Promise<LexicalFound & { durationMs: number }> {
    const startedAt = performance.now()
    const found = await searchLexically(this.options.index, query, { ...scope, count: settings.candidates })
    return { ...found, durationMs: performance.now() - startedAt }
  }

  private byMeaning(
    query: string,
    { vectorWeight, candidates }: RankSettings,
    filter: PassageFilter,
    signal: AbortSignal,
  ): Promise<VectorFound> {
    if (vectorWeight === 0) {
      return Promise.resolve({ found: null, model: null, embedMs: null, vectorMs: null, notes: [] })
    }
    return searchByVector(this.options.vectors, query, { filter, count: candidates }, signal)
  }

  /** Served passages in the order of their ranking; those that went away meanwhile are left out. */
  private async read(
    index: PassageIndex,
    ranked: readonly Fused[],
    deciding: 'lexical' | 'vector' | 'fused',
    lexical: LexicalFound,
  ): Promise<Candidate[]> {
    const stored = new Map((await index.read(ranked.map(({ id }) => id))).map((one) => [Number(one.id), one]))
    return ranked.flatMap(({ id, scores, ranks }): Candidate[] => {
      const passage = stored.get(id)
      if (!passage || !lexical.holdsPhrases({ id, text: passage.text })) return []
      return [{ passage, scores, ranks, deciding: scores[deciding] ?? 0 }]
    })
  }

  /** A collection that is named but not there is told of, and finds nothing. */
  private async filterOf(
    body: SearchBody,
  ): Promise<{ filter: PassageFilter; restricted: boolean; notes: string[] }> {
    const { tags, kinds, documents, from, to } = body
    const named = body.collections && (await this.options.index.collections(body.collections))
    const filter: PassageFilter = { collections: named?.ids, tags, kinds, documents, from, to }
    return {
      filter,
      restricted: Object.values(filter).some((value) => value !== undefined),
      notes: (named?.unknown ?? []).map((name) => `There is no collection "${name}"`),
    }
  }
}

/** With one ranking alone, its own score says more than a sum of reciprocal ranks. */
function decidingOf(
  { lexicalWeight, vectorWeight }: RankSettings,
  vector: VectorFound,
): 'lexical' | 'vector' | 'fused' {
  if (vector.found === null || vectorWeight === 0) return 'lexical'
  return lexicalWeight === 0 ? 'vector' : 'fused'
}

function found({ passage, scores, ranks }: Candidate, { query }: LexicalFound): FoundPassage {
  const { id, ordinal, kind, heading, text, tokens, place, document, language } = passage
  const marks = marksOf(text, new Set(query.terms), language)
  return { id, ordinal, kind, heading, text, tokens, place, document, scores, ranks, marks }
}

function shortened(candidate: Candidate): Candidate {
  const text = candidate.passage.text.slice(0, CUT_CHARACTERS).toWellFormed()
  return { ...candidate, passage: { ...candidate.passage, text } }
}
