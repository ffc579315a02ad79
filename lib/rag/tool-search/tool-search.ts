import 'server-only'
import type {
  QueryTerm,
  RankedTool,
  Ranker,
  RankSettings,
  Ranks,
  Scores,
  Timings,
} from '@/lib/domain/retrieval'
import { messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import { fuseScores, ranksOf } from './fuse-scores'
import type { KnownTool } from './known-tool'
import { type AskedVectors, type Nearness, nearTools } from './near-tools'
import { scoreTools, type WordScores } from './score-tools'
import { partsOf } from './split-request'
import { type ToolIndex, ToolIndexes } from './tool-index'
import { type FleetVectors, type ToolEmbedder, ToolVectors } from './tool-vectors'
import { understandQuery } from './understand-query'

export interface RankedKnownTool<T extends KnownTool = KnownTool> {
  known: T
  scores: Scores
  ranks: Ranks
  /** What speaks for it, worked out when it is asked for. */
  because?: () => RankedTool['because']
}

export interface ToolOrder<T extends KnownTool = KnownTool> {
  /** All of them, best first; those that score alike in the order they came in. */
  tools: RankedKnownTool<T>[]
  timings: Timings
  ranker: Ranker
  /** The words of the query that any tool holds. */
  terms: QueryTerm[]
}

type Weights = Pick<RankSettings, 'lexicalWeight' | 'vectorWeight'>

const DEFAULTS: Weights = { lexicalWeight: 1, vectorWeight: 1 }
/** A turn does not wait longer for the vector of its question. */
const EMBED_LIMIT_MS = 3_000

interface Found {
  near: Nearness | null
  embedMs: number | null
  vectorMs: number | null
  notes: string[]
}

const WITHOUT: Found = { near: null, embedMs: null, vectorMs: null, notes: [] }

/** Ranks tools for a question: by words, and by vectors where an embedder is set. In memory; one for the process. */
export class ToolSearch {
  readonly #indexes = new ToolIndexes()
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
    const index = this.#indexes.of(tools)
    const words = scoreTools(understandQuery(query), index)
    const lexicalMs = performance.now() - startedAt
    const { near, notes, ...times } =
      weights.vectorWeight === 0 ? WITHOUT : await this.#near(query, index, { signal, wait })
    signal.throwIfAborted()
    const ranked = inOrder(tools, words, near, weights)
    return {
      tools: ranked,
      timings: {
        ...{ embed: times.embedMs, lexical: lexicalMs, vector: times.vectorMs, rerank: null },
        total: performance.now() - startedAt,
      },
      ranker: {
        lexical: 'portolan-bm25',
        vector: near && (this.options.embedder?.current()?.model ?? null),
        reranker: null,
        deciding: near ? 'fused' : 'lexical',
        notes,
      },
      terms: words.terms,
    }
  }

  async #near(
    query: string,
    { tools, groups }: ToolIndex,
    { signal, wait }: { signal: AbortSignal; wait: boolean },
  ): Promise<Found> {
    const { embedder } = this.options
    const model = embedder?.current()?.model
    if (!embedder || !this.#vectors || model === undefined) return WITHOUT
    const begun = performance.now()
    let vectors = this.#vectors.of(tools, groups, model)
    if (wait) {
      await this.#vectors.settled()
      vectors = this.#vectors.of(tools, groups, model)
    }
    const notes = this.#notesOn(vectors)
    if (vectors.tools.every((vector) => vector === undefined)) return { ...WITHOUT, notes }
    try {
      using limit = deadline(signal, EMBED_LIMIT_MS, 'Embedding the question')
      const asked = await embedRequest(embedder, query, limit)
      if (!asked) return { ...WITHOUT, notes }
      const embedded = performance.now()
      const near = nearTools(asked, vectors, groups)
      return { near, notes, embedMs: embedded - begun, vectorMs: performance.now() - embedded }
    } catch (error) {
      signal.throwIfAborted()
      return { ...WITHOUT, notes: [`By words alone: ${messageOf(error)}`] }
    }
  }

  #notesOn({ tools }: FleetVectors): string[] {
    const missing = tools.filter((vector) => vector === undefined).length
    if (missing === 0) return []
    const failure = this.#vectors?.failure
    return [
      failure === null || failure === undefined
        ? `${missing} of ${tools.length} tools have no vector yet: they are found by their words`
        : `${missing} of ${tools.length} tools have no vector: ${failure}`,
    ]
  }
}

/** The whole alone first: a search of passages for the same question has its vector already, or will ask for it. */
async function embedRequest(
  embedder: ToolEmbedder,
  query: string,
  signal: AbortSignal,
): Promise<AskedVectors | null> {
  const texts = partsOf(query)
  const [[whole], vectors] = await Promise.all([
    embedder.embed([query], 'query', signal),
    texts.length === 0 ? [] : embedder.embed(texts, 'query', signal),
  ])
  if (!whole) return null
  const parts = texts.flatMap((text, at) => {
    const vector = vectors[at]
    return vector ? [{ text, vector }] : []
  })
  return { whole, parts }
}

function inOrder<T extends KnownTool>(
  tools: readonly T[],
  words: WordScores,
  near: Nearness | null,
  weights: Weights,
): RankedKnownTool<T>[] {
  const lexical = words.scores
  const byWords = ranksOf(lexical.map((score) => (score > 0 ? score : null)))
  const byVector = near && ranksOf(near.values)
  const fused = fuseScores(lexical, near && near.values, weights)
  const order = [...tools.keys()].sort(
    (a, b) => (fused?.[b] ?? 0) - (fused?.[a] ?? 0) || (lexical[b] ?? 0) - (lexical[a] ?? 0) || a - b,
  )
  return order.flatMap((at, place) => {
    const known = tools[at]
    if (!known) return []
    const scores: Scores = {
      ...{ lexical: lexical[at] ?? 0, vector: near?.values[at] ?? null, fused: fused?.[at] ?? null },
      rerank: null,
    }
    const ranks: Ranks = {
      ...{ lexical: byWords[at] ?? null, vector: byVector?.[at] ?? null, fused: fused && place + 1 },
      rerank: null,
    }
    return [{ known, scores, ranks, because: () => reasonsFor(at, words, near) }]
  })
}

function reasonsFor(at: number, words: WordScores, near: Nearness | null): RankedTool['because'] {
  const part = near?.nearestPart(at)
  return {
    words: words.sharedWith(at),
    fromServer: {
      lexical: words.fromServer[at] ?? 0,
      vector: near && near.values[at] !== null ? (near.fromServer[at] ?? 0) : null,
    },
    ...(part !== undefined && { part }),
  }
}
