import { describe, expect, it } from 'vitest'
import { fuseScores, ranksOf } from './fuse-scores'

const even = { lexicalWeight: 1, vectorWeight: 1 }

describe('fuseScores', () => {
  it('is one for the best of both, and counts how near the others come to the best', () => {
    expect(fuseScores([8, 4, 0], [0.9, 0.5, 0.1], even)).toEqual([1, 0.5, 0])
  })

  it('weighs the rankings', () => {
    expect(fuseScores([1, 0], [0, 1], { lexicalWeight: 3, vectorWeight: 1 })).toEqual([0.75, 0.25])
    expect(fuseScores([1, 0], [0, 1], { lexicalWeight: 0, vectorWeight: 1 })).toEqual([0, 1])
  })

  it('takes a tool without a vector for an average one', () => {
    expect(fuseScores([0, 0, 0], [1, null, 0], even)).toEqual([0.5, 0.25, 0])
  })

  it('lets words decide alone where there are no vectors, or none that differ', () => {
    expect(fuseScores([1, 2], null, even)).toBeNull()
    expect(fuseScores([1, 2], [0.3, 0.3], even)).toEqual([0.25, 0.5])
    expect(fuseScores([1, 2], [null, null], even)).toEqual([0.25, 0.5])
  })

  it('survives weights and scores of nothing', () => {
    expect(fuseScores([0, 0], [0.1, 0.2], { lexicalWeight: 0, vectorWeight: 0 })).toEqual([0, 0])
    expect(fuseScores([], [], even)).toEqual([])
  })
})

describe('ranksOf', () => {
  it('counts from one, in the order given among equals, and gives none to what was not found', () => {
    expect(ranksOf([1, null, 3, 1])).toEqual([2, null, 1, 3])
  })
})
