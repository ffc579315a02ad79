import 'server-only'
import type { Metrics } from '@/lib/domain/evaluation'

const DEPTH = 10

/**
 * How well one question fared, from the ranks (from 1; null: not found) of all that was expected of it: at least one.
 * Relevance is binary; recall and completeness as in information retrieval's textbooks, the reciprocal rank and the
 * discounted gain cut at ten (Järvelin and Kekäläinen, TOIS 2002, with the logarithm to base 2 of rank + 1).
 */
export function measure(ranks: readonly (number | null)[]): Metrics {
  const found = ranks.filter((rank) => rank !== null)
  const recallAt = (depth: number) => found.filter((rank) => rank <= depth).length / ranks.length
  const first = Math.min(...found, Infinity)
  return {
    recallAt1: recallAt(1),
    recallAt3: recallAt(3),
    recallAt5: recallAt(5),
    recallAt10: recallAt(DEPTH),
    mrr: first <= DEPTH ? 1 / first : 0,
    ndcgAt10: gain(found) / gain(ranks.map((_, at) => at + 1)),
    completenessAt10: recallAt(DEPTH) === 1 ? 1 : 0,
  }
}

/** Two that were expected may be found as one passage; together they gain no more than two passages could. */
function gain(ranks: readonly number[]): number {
  let last = 0
  let sum = 0
  for (const rank of ranks.toSorted((a, b) => a - b)) {
    last = Math.max(rank, last + 1)
    if (last <= DEPTH) sum += 1 / Math.log2(last + 1)
  }
  return sum
}

/** The mean of each over questions; null for none. */
export function average(measured: readonly Metrics[]): Metrics | null {
  if (measured.length === 0) return null
  const mean = (of: (metrics: Metrics) => number) =>
    measured.reduce((sum, metrics) => sum + of(metrics), 0) / measured.length
  return {
    recallAt1: mean((metrics) => metrics.recallAt1),
    recallAt3: mean((metrics) => metrics.recallAt3),
    recallAt5: mean((metrics) => metrics.recallAt5),
    recallAt10: mean((metrics) => metrics.recallAt10),
    mrr: mean((metrics) => metrics.mrr),
    ndcgAt10: mean((metrics) => metrics.ndcgAt10),
    completenessAt10: mean((metrics) => metrics.completenessAt10),
  }
}
