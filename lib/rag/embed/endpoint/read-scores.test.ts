import { describe, expect, it } from 'vitest'
import { readScores } from './read-scores'

describe('readScores', () => {
  it.each([
    [
      'Cohere, Jina and vLLM',
      {
        results: [
          { index: 1, relevance_score: 0.9 },
          { index: 0, relevance_score: 0.1 },
        ],
      },
    ],
    [
      'TEI',
      [
        { index: 1, score: 0.9 },
        { index: 0, score: 0.1 },
      ],
    ],
    [
      'Voyage',
      {
        data: [
          { index: 0, relevance_score: 0.1 },
          { index: 1, relevance_score: 0.9 },
        ],
      },
    ],
  ])('reads the answer of %s in the order of the texts', (_, answer) => {
    expect(readScores(answer, 2, 'host')).toEqual([0.1, 0.9])
  })

  it('puts a text that was left out after all others', () => {
    const answer = {
      results: [
        { index: 2, relevance_score: 3 },
        { index: 0, relevance_score: -1 },
      ],
    }
    expect(readScores(answer, 3, 'host')).toEqual([-1, -1, 3])
  })

  it.each([{}, { results: [] }, { results: [{ index: 7, score: 1 }] }, { results: [{ index: 0 }] }])(
    'refuses %j',
    (answer) => {
      expect(() => readScores(answer, 2, 'host')).toThrow(/does not rerank as expected/)
    },
  )
})
