import { describe, expect, it } from 'vitest'
import { rankSettingsSchema } from '@/lib/domain/retrieval'
import { explainCut, explainTaken, type Facts, nth, outsideFilter, tooFar, unshared } from './explain-words'

const FACTS: Facts = {
  score: 3.24159,
  rank: 5,
  ranks: { lexical: 12, vector: 3, fused: 5, rerank: null },
  lexicalPlace: 345,
  lastScore: 7.1,
  shared: ['anchor'],
  missing: ['iron'],
  vectors: true,
  settings: rankSettingsSchema.parse({ minScore: 0.5 }),
  tokens: 480,
  taken: 8,
  deciding: 0.0301,
  lastDeciding: 0.0312,
}

describe('the reason in words', () => {
  it('has the numbers of what was taken', () => {
    expect(explainTaken(2, FACTS)).toBe(
      'It is number 2 of the 8 that were taken: 12th by words, 3rd by meaning. It holds “anchor”, but not “iron”.',
    )
  })

  it.each([
    ['limit', 'with a score of 0.0301; the last that was taken has 0.0312'],
    ['tokens', '480 tokens'],
    ['score', 'is below the floor that is set, 0.5'],
    ['duplicate', 'says the same'],
    ['merged', 'both were made one'],
    ['diversity', 'With a diversity of 0 (it is 0.2)'],
  ] as const)('tells why something was cut: %s', (why, words) => {
    expect(explainCut(why, FACTS)).toContain(words)
  })

  it('tells how far down it is, and what it would have taken', () => {
    expect(tooFar({ ...FACTS, rank: null, ranks: null })).toBe(
      'It is 345th by its words (score 3.24; the last of the 100 that are looked at has 7.1), and not among the 100 ' +
        'nearest by meaning. It holds “anchor”, but not “iron”.',
    )
  })

  it('tells what it does not hold', () => {
    expect(unshared({ ...FACTS, shared: [], vectors: false })).toBe(
      'It holds none of “iron”, and meaning was not compared: only words took part.',
    )
  })

  it('names what the search was restricted by', () => {
    expect(outsideFilter({ collections: ['x'], from: '2026-01-01T00:00:00Z' })).toContain(
      '(collections, earliest date)',
    )
  })

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [112, '112th'],
    [1_021, '1,021st'],
  ])('counts %i as %s', (place, words) => {
    expect(nth(place)).toBe(words)
  })
})
