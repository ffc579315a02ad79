import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diversify } from './diversify'
import { similarity, wordVectors } from './similarity'

const counts = (text: string) => new Map(text.split(' ').map((word) => [word, 1]))
const alike = (one: string, other: string) => {
  const [a, b] = wordVectors([counts(one), counts(other)])
  return similarity(a!, b!)
}
const items = (...texts: string[]) => texts.map((item, at) => ({ item, score: 1 - at / 10 }))

describe('diversity', () => {
  it('of 0 leaves the order as it is', () => {
    expect(diversify(items('a b', 'a b', 'c'), 0, alike)).toEqual(['a b', 'a b', 'c'])
  })

  it('puts the first first, whatever comes after', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'a b', 'c'), { minLength: 1 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (texts, diversity) => {
          const given = items(...texts)
          const order = diversify(given, diversity, alike)
          expect(order[0]).toBe(texts[0])
          expect([...order].sort()).toEqual([...texts].sort())
        },
      ),
    )
  })

  it('puts what is unlike before what is alike', () => {
    expect(diversify(items('a b', 'a b x', 'c d'), 0.6, alike)).toEqual(['a b', 'c d', 'a b x'])
  })
})

describe('likeness of texts', () => {
  it('is 1 for the same words, 0 for none, and between for some', () => {
    expect(alike('a b', 'b a')).toBeCloseTo(1)
    expect(alike('a b', 'c d')).toBe(0)
    expect(alike('a b', 'b c')).toBeCloseTo(0.5)
    expect(alike('', 'a')).toBe(0)
  })
})
