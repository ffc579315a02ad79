import 'server-only'

/** How often each word stands in a text. */
export type Counts = ReadonlyMap<string, number>

/** Cosine of two texts' words, each weighed by the root of its count: 0 where they share none, 1 where they are one. */
export function similarity(one: Counts, other: Counts): number {
  if (one.size > other.size) return similarity(other, one)
  let dot = 0
  for (const [term, count] of one) dot += Math.sqrt(count * (other.get(term) ?? 0))
  const lengths = Math.sqrt(sum(one) * sum(other))
  return lengths === 0 ? 0 : Math.min(1, dot / lengths)
}

function sum(counts: Counts): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}
