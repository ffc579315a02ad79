import 'server-only'

/**
 * Joins both rankings of tools to one score from 0 to 1: the weighted average of how near each is to the best of its
 * ranking (a convex combination: Bruch, Gai and Ingber, ACM TOIS 2023). Unlike ranks, scores tell a tool that answers
 * a question from the best of many that do not. A tool without a vector is taken for an average one. Null without
 * vectors: the words decide alone.
 */
export function fuseScores(
  lexical: readonly number[],
  vector: readonly (number | null)[] | null,
  { lexicalWeight, vectorWeight }: { lexicalWeight: number; vectorWeight: number },
): number[] | null {
  if (!vector) return null
  const best = lexical.reduce((most, score) => Math.max(most, score), 0)
  const byWords = lexical.map((score) => (best === 0 ? 0 : score / best))
  const byVector = betweenWorstAndBest(vector)
  const both = lexicalWeight + vectorWeight || 1
  return byWords.map((words, at) => (lexicalWeight * words + vectorWeight * (byVector[at] ?? 0)) / both)
}

function betweenWorstAndBest(values: readonly (number | null)[]): number[] {
  const known = values.filter((value) => value !== null)
  const [best, worst] = [
    known.reduce((a, b) => Math.max(a, b), -1),
    known.reduce((a, b) => Math.min(a, b), 2),
  ]
  const average = known.reduce((sum, value) => sum + value, 0) / (known.length || 1)
  return values.map((value) => (best > worst ? ((value ?? average) - worst) / (best - worst) : 0))
}

/** Places from 1, best first, in the order given among equals; null stays null. */
export function ranksOf(scores: readonly (number | null)[]): (number | null)[] {
  const ranks = new Array<number | null>(scores.length).fill(null)
  const order = [...scores.keys()]
    .filter((at) => scores[at] !== null)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  for (const [place, at] of order.entries()) ranks[at] = place + 1
  return ranks
}
