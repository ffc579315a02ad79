import 'server-only'

interface Item<T> {
  item: T
  /** Higher is better, on any scale. */
  score: number
}

/**
 * Items in the order of maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): next is always the one with
 * the best of (1 - diversity) × score - diversity × its greatest likeness to what is before it; scores are scaled to
 * 0..1 first. Given best first; with a diversity of 0 they stay so.
 */
export function diversify<T>(
  items: readonly Item<T>[],
  diversity: number,
  similarity: (one: T, other: T) => number,
): T[] {
  if (diversity === 0 || items.length < 3) return items.map(({ item }) => item)
  const scores = items.map(({ score }) => score)
  const [least, most] = [Math.min(...scores), Math.max(...scores)]
  const left = items.map(({ item, score }) => ({
    item,
    relevance: most === least ? 1 : (score - least) / (most - least),
    likeness: 0,
  }))
  const chosen: T[] = []
  while (left.length > 0) {
    let best = 0
    let bestValue = -Infinity
    for (const [at, { relevance, likeness }] of left.entries()) {
      const value = (1 - diversity) * relevance - diversity * likeness
      if (value > bestValue) [best, bestValue] = [at, value]
    }
    const [next] = left.splice(best, 1)
    if (!next) break
    chosen.push(next.item)
    for (const other of left) other.likeness = Math.max(other.likeness, similarity(next.item, other.item))
  }
  return chosen
}
