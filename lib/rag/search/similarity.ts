import 'server-only'

/** A text's words as a vector of length 1, each weighed by the root of its count; `words` ascending. */
export interface WordVector {
  words: Int32Array
  weights: Float64Array
}

/** Vectors of texts that are to be compared with each other, from how often each word stands in them. */
export function wordVectors(texts: readonly ReadonlyMap<string, number>[]): WordVector[] {
  const numbers = new Map<string, number>()
  for (const counts of texts) {
    for (const word of counts.keys()) if (!numbers.has(word)) numbers.set(word, numbers.size)
  }
  return texts.map((counts) => {
    const entries = [...counts].map(([word, count]) => ({ word: numbers.get(word) ?? -1, count }))
    entries.sort((one, other) => one.word - other.word)
    const length = Math.sqrt(entries.reduce((sum, { count }) => sum + count, 0))
    return {
      words: Int32Array.from(entries, ({ word }) => word),
      weights: Float64Array.from(entries, ({ count }) => Math.sqrt(count) / length),
    }
  })
}

/** Cosine: 0 where two texts share no word, 1 where they are the same but for the order. */
export function similarity(one: WordVector, other: WordVector): number {
  let [dot, a, b] = [0, 0, 0]
  while (a < one.words.length && b < other.words.length) {
    const difference = (one.words[a] ?? 0) - (other.words[b] ?? 0)
    if (difference === 0) dot += (one.weights[a++] ?? 0) * (other.weights[b++] ?? 0)
    else if (difference < 0) a++
    else b++
  }
  return Math.min(1, dot)
}
