import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idfOf, LexicalRanking } from './lexical-ranking'

type Document = Record<string, number>

function listsOf(documents: Document[]): Map<string, Uint32Array[]> {
  const lists = new Map<string, Uint32Array[]>()
  for (const [at, counts] of documents.entries()) {
    const length = lengthOf(counts)
    for (const [term, count] of Object.entries(counts)) {
      lists.set(term, [...(lists.get(term) ?? []), Uint32Array.of(at + 1, (count << 16) | length)])
    }
  }
  return lists
}
const lengthOf = (counts: Document) => Object.values(counts).reduce((sum, count) => sum + count, 0)
const rank = (documents: Document[], terms: string[]) => {
  const lists = listsOf(documents)
  const totals = { passages: documents.length, length: documents.map(lengthOf).reduce((a, b) => a + b, 0) }
  return new LexicalRanking(
    terms.map((term) => lists.get(term) ?? []),
    totals,
  )
}

/** The formula as the papers write it. */
function plainScore(documents: Document[], terms: string[], document: Document): number {
  const average = documents.map(lengthOf).reduce((a, b) => a + b, 0) / documents.length
  return terms.reduce((sum, term) => {
    const count = document[term] ?? 0
    const holding = documents.filter((one) => (one[term] ?? 0) > 0).length
    const norm = 1.2 * (1 - 0.75 + (0.75 * lengthOf(document)) / average)
    return sum + (idfOf(holding, documents.length) * count * 2.2) / (count + norm)
  }, 0)
}

describe('BM25 over lists of words', () => {
  const documents = fc.array(
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 9 }), { minKeys: 1 }),
    { minLength: 1, maxLength: 60 },
  )

  it('gives each passage what the formula gives it', () => {
    fc.assert(
      fc.property(documents, fc.subarray(['a', 'b', 'c', 'd']), (all, terms) => {
        const ranking = rank(all, terms)
        for (const [at, document] of all.entries()) {
          expect(ranking.scoreOf(at + 1)).toBeCloseTo(plainScore(all, terms, document), 9)
        }
      }),
    )
  })

  it('gives the best in order, as many as are asked for, the earlier first of equal ones', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 70 }), (all, count) => {
        const ranking = rank(all, ['a', 'b'])
        const sorted = all
          .map((_, at) => ({ id: at + 1, score: ranking.scoreOf(at + 1) }))
          .filter(({ score }) => score > 0)
          .sort((one, other) => other.score - one.score || one.id - other.id)
        expect(ranking.top(count)).toEqual(sorted.slice(0, count))
        for (const [at, one] of sorted.entries()) expect(ranking.above(one)).toBe(at)
      }),
    )
  })

  it('passes over what may not be found', () => {
    const ranking = rank([{ a: 3 }, { a: 2 }, { a: 1 }], ['a'])
    const admits = (id: number) => id !== 1
    expect(ranking.top(1, admits)[0]?.id).toBe(2)
    expect(ranking.above({ id: 3, score: ranking.scoreOf(3) }, admits)).toBe(1)
  })

  it('holds a rare word worth more than a common one, and a word that all hold worth next to nothing', () => {
    expect(idfOf(1, 100)).toBeGreaterThan(idfOf(50, 100))
    expect(idfOf(100, 100)).toBeGreaterThan(0)
    expect(idfOf(100, 100)).toBeLessThan(0.01)
    expect(idfOf(120, 100)).toBeGreaterThan(0)
  })

  it('holds a short passage in front of a long one with the same word', () => {
    const ranking = rank(
      [
        { a: 1, b: 100 },
        { a: 1, b: 5 },
      ],
      ['a'],
    )
    expect(ranking.top(2).map(({ id }) => id)).toEqual([2, 1])
  })

  it('takes nothing from no lists', () => {
    const ranking = rank([{ a: 1 }], ['z'])
    expect(ranking.top(10)).toEqual([])
    expect(ranking.scoreOf(1)).toBe(0)
  })
})
