import 'server-only'
import type { QueryTerm, Ranker, RankSettings, Ranks, Scores, Timings } from '@/lib/domain/retrieval'
import { messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { KnownTool } from './known-tool'
import { scoreTools } from './score-tools'
import { type ToolEmbedder, ToolVectors } from './tool-vectors'
import { understandQuery } from './understand-query'

export interface RankedKnownTool<T extends KnownTool = KnownTool> {
  known: T
  scores: Scores
  ranks: Ranks
}

export interface ToolOrder<T extends KnownTool = KnownTool> {
  /** All of them, best first; those that score alike in the order they came in. */
  tools: RankedKnownTool<T>[]
  timings: Timings
  ranker: Ranker
  /** The words of the query that any tool holds. */
  terms: QueryTerm[]
}

type Weights = Pick<RankSettings, 'lexicalWeight' | 'vectorWeight' | 'fusionK' | 'candidates'>

const DEFAULTS: Weights = { lexicalWeight: 1, vectorWeight: 1, fusionK: 60, candidates: 100 }
/** A turn does not wait longer for the vector of its question. */
const EMBED_LIMIT_MS = 3_000

interface Similarities {
  /** In the order of the tools; null where a tool has no vector yet. */
  values: (number | null)[] | null
  embedMs: number | null
  vectorMs: number | null
  notes: string[]
}

const WITHOUT: Similarities = { values: null, embedMs: null, vectorMs: null, notes: [] }

/** Ranks tools for a question: by words, and by vectors where an embedder is set. In memory; one for the process. */
export class ToolSearch {
  readonly #vectors: ToolVectors | null

  constructor(private readonly options: { embedder: ToolEmbedder | null }) {
    this.#vectors = options.embedder && new ToolVectors(options.embedder)
  }

  stop(): void {
    this.#vectors?.stop()
  }

  /**
   * Never throws, save when `signal` aborts: an embedder that fails is told of in `ranker.notes`.
   * @param wait until every tool has its vector, as measuring must; a turn takes those that are there
   */
  async rank<T extends KnownTool>(
    query: string,
    tools: readonly T[],
    { settings, signal, wait = false }: { settings?: Partial<Weights>; signal: AbortSignal; wait?: boolean },
  ): Promise<ToolOrder<T>> {
    signal.throwIfAborted()
    const weights = { ...DEFAULTS, ...settings }
    const startedAt = performance.now()
    const { scores, terms } = scoreTools(understandQuery(query), tools)
    const lexicalMs = performance.now() - startedAt
    const near = await this.#similarities(query, tools, { weights, signal, wait })
    signal.throwIfAborted()
    const ranked = fuse(tools, scores, near.values, weights)
    const total = performance.now() - startedAt
    return {
      tools: ranked,
      timings: { embed: near.embedMs, lexical: lexicalMs, vector: near.vectorMs, rerank: null, total },
      ranker: {
        lexical: 'portolan-bm25',
        vector: near.values && (this.options.embedder?.current()?.model ?? null),
        reranker: null,
        notes: near.notes,
      },
      terms,
    }
  }

  async #similarities(
    query: string,
    tools: readonly KnownTool[],
    { weights, signal, wait }: { weights: Weights; signal: AbortSignal; wait: boolean },
  ): Promise<Similarities> {
    const { embedder } = this.options
    const model = embedder?.current()?.model
    if (!embedder || !this.#vectors || model === undefined || weights.vectorWeight === 0) return WITHOUT
    const begun = performance.now()
    let vectors = this.#vectors.of(tools, model)
    if (wait) {
      await this.#vectors.settled()
      vectors = this.#vectors.of(tools, model)
    }
    const notes = this.#notesOn(vectors)
    if (vectors.every((vector) => vector === undefined)) return { ...WITHOUT, notes }
    try {
      using limit = deadline(signal, EMBED_LIMIT_MS, 'Embedding the question')
      const [asked] = await embedder.embed([query], 'query', limit)
      if (!asked) return { ...WITHOUT, notes }
      const embedded = performance.now()
      const values = vectors.map((vector) => (vector ? cosine(asked, vector) : null))
      return { values, notes, embedMs: embedded - begun, vectorMs: performance.now() - embedded }
    } catch (error) {
      signal.throwIfAborted()
      return { ...WITHOUT, notes: [`By words alone: ${messageOf(error)}`] }
    }
  }

  #notesOn(vectors: readonly (Float32Array | undefined)[]): string[] {
    const missing = vectors.filter((vector) => vector === undefined).length
    if (missing === 0) return []
    const failure = this.#vectors?.failure
    return [
      failure === null || failure === undefined
        ? `${missing} of ${vectors.length} tools have no vector yet: they are found by their words`
        : `${missing} of ${vectors.length} tools have no vector: ${failure}`,
    ]
  }
}

/** Vectors have length 1, so the product is the cosine. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/** Joins both rankings by reciprocal ranks (Cormack, Clarke and Büttcher, SIGIR 2009). */
function fuse<T extends KnownTool>(
  tools: readonly T[],
  lexical: readonly number[],
  vector: readonly (number | null)[] | null,
  { lexicalWeight, vectorWeight, fusionK, candidates }: Weights,
): RankedKnownTool<T>[] {
  const byWords = ranksOf(lexical.map((score) => (score > 0 ? score : null)))
  const byVector = vector && ranksOf(vector)
  const share = (rank: number | null | undefined, weight: number) =>
    typeof rank === 'number' && rank <= candidates ? weight / (fusionK + rank) : 0
  const fused =
    byVector && lexical.map((_, at) => share(byWords[at], lexicalWeight) + share(byVector[at], vectorWeight))
  const order = [...tools.keys()].sort(
    (a, b) => (fused?.[b] ?? 0) - (fused?.[a] ?? 0) || (lexical[b] ?? 0) - (lexical[a] ?? 0) || a - b,
  )
  return order.flatMap((at, place) => {
    const known = tools[at]
    if (!known) return []
    const scores: Scores = {
      lexical: lexical[at] ?? 0,
      vector: vector?.[at] ?? null,
      fused: null,
      rerank: null,
    }
    const ranks: Ranks = {
      ...{ lexical: byWords[at] ?? null, vector: byVector?.[at] ?? null, fused: null, rerank: null },
    }
    if (!fused) return [{ known, scores, ranks }]
    return [{ known, scores: { ...scores, fused: fused[at] ?? 0 }, ranks: { ...ranks, fused: place + 1 } }]
  })
}

/** Places from 1, best first; null stays null. */
function ranksOf(scores: readonly (number | null)[]): (number | null)[] {
  const ranks = new Array<number | null>(scores.length).fill(null)
  const order = [...scores.keys()]
    .filter((at) => scores[at] !== null)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  for (const [place, at] of order.entries()) ranks[at] = place + 1
  return ranks
}
