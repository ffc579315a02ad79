import 'server-only'
import type { Ranks, Scores } from '@/lib/domain/retrieval'

/** A ranking to be fused, best first. */
export interface Ranking {
  name: 'lexical' | 'vector'
  weight: number
  found: readonly { id: number; score: number }[]
}

export interface Fused {
  id: number
  scores: Scores
  ranks: Ranks
}

/**
 * Weighted reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): the sum of weight / (k + rank) over the
 * rankings, best first. A ranking with weight 0 is left out. Of equal ones, the earlier written comes first.
 */
export function fuse(rankings: readonly Ranking[], k: number): Fused[] {
  const all = new Map<number, Fused>()
  for (const { name, weight, found } of rankings) {
    if (weight === 0) continue
    for (const [at, { id, score }] of found.entries()) {
      const one: Fused = all.get(id) ?? { id, scores: none(), ranks: none() }
      one.scores[name] = score
      one.ranks[name] = at + 1
      one.scores.fused = (one.scores.fused ?? 0) + weight / (k + at + 1)
      all.set(id, one)
    }
  }
  const fused = [...all.values()].sort(
    (one, other) => (other.scores.fused ?? 0) - (one.scores.fused ?? 0) || one.id - other.id,
  )
  for (const [at, one] of fused.entries()) one.ranks.fused = at + 1
  return fused
}

function none(): Record<keyof Scores, null> {
  return { lexical: null, vector: null, fused: null, rerank: null }
}
