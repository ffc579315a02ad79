import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { Reranker } from '@/lib/rag/embed/reranker'
import type { Candidate } from './candidate'

/** What takes longer answers too late. */
const RERANK_LIMIT_MS = 10_000

export type Reranks = Pick<Reranker, 'current' | 'rerank'>

export interface Reranked {
  candidates: Candidate[]
  model: string | null
  durationMs: number | null
  notes: string[]
}

/**
 * Candidates in the order of a model that reads query and passage together. Where it fails they stay as they are, and a
 * note says so. Throws only when `signal` aborts.
 */
export async function rerank(
  reranker: Reranks,
  query: string,
  candidates: Candidate[],
  signal: AbortSignal,
): Promise<Reranked> {
  const current = reranker.current()
  if (!current || candidates.length === 0) return { candidates, model: null, durationMs: null, notes: [] }
  const startedAt = performance.now()
  try {
    using limit = deadline(signal, RERANK_LIMIT_MS, `The reranker ${current.model}`)
    const texts = candidates.map(({ passage: { heading, text } }) => [...heading, text].join('\n'))
    const scores = await reranker.rerank(query, texts, limit)
    return {
      candidates: reordered(candidates, scores),
      model: current.model,
      durationMs: performance.now() - startedAt,
      notes: [],
    }
  } catch (error) {
    signal.throwIfAborted()
    return {
      candidates,
      model: null,
      durationMs: null,
      notes: [`The reranker took no part: ${messageOf(error)}`],
    }
  }
}

function reordered(candidates: readonly Candidate[], scores: readonly number[]): Candidate[] {
  return candidates
    .map((candidate, at) => ({ candidate, score: scores[at] ?? -Infinity }))
    .sort((one, other) => other.score - one.score)
    .map(({ candidate, score }, at) => ({
      ...candidate,
      deciding: score,
      scores: { ...candidate.scores, rerank: score },
      ranks: { ...candidate.ranks, rerank: at + 1 },
    }))
}
