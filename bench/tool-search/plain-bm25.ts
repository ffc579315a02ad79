const K1 = 1.2
const B = 0.75

/** BM25 over whole texts as one bag of words each (Robertson and Zaragoza, 2009): what others are measured against. */
export function plainBm25(texts: readonly string[], wordsOf: (text: string) => string[]) {
  const counted = texts.map((text) => {
    const words = wordsOf(text)
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    return { length: words.length, counts }
  })
  const average = counted.reduce((sum, { length }) => sum + length, 0) / counted.length
  /** Places of the texts, best first. */
  return (query: string): number[] => {
    const scores = new Array<number>(texts.length).fill(0)
    for (const word of new Set(wordsOf(query))) {
      const holding = counted.filter(({ counts }) => counts.has(word)).length
      const idf = Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5))
      for (const [at, { length, counts }] of counted.entries()) {
        const count = counts.get(word) ?? 0
        scores[at] =
          (scores[at] ?? 0) + (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average))
      }
    }
    return [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  }
}
