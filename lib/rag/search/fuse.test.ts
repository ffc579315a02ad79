import { describe, expect, it } from 'vitest'
import { fuse } from './fuse'

const found = (...ids: number[]) => ids.map((id, at) => ({ id, score: 10 - at }))
const ids = (fused: ReturnType<typeof fuse>) => fused.map(({ id }) => id)

describe('fusion by reciprocal rank', () => {
  it('is the sum of weight / (k + rank)', () => {
    const [first] = fuse(
      [
        { name: 'lexical', weight: 2, found: found(7, 8) },
        { name: 'vector', weight: 0.5, found: found(9, 7) },
      ],
      60,
    )
    expect(first?.id).toBe(7)
    expect(first?.scores.fused).toBeCloseTo(2 / 61 + 0.5 / 62, 12)
    expect(first?.ranks).toEqual({ lexical: 1, vector: 2, fused: 1, rerank: null })
    expect(first?.scores).toMatchObject({ lexical: 10, vector: 9 })
  })

  it('puts what both find before what one finds', () => {
    const fused = fuse(
      [
        { name: 'lexical', weight: 1, found: found(1, 3) },
        { name: 'vector', weight: 1, found: found(2, 3) },
      ],
      60,
    )
    expect(ids(fused)).toEqual([3, 1, 2])
    expect(fused[1]).toMatchObject({ scores: { vector: null }, ranks: { vector: null } })
  })

  it('leaves out a ranking without weight', () => {
    const rankings = [
      { name: 'lexical' as const, weight: 0, found: found(1, 2) },
      { name: 'vector' as const, weight: 1, found: found(2) },
    ]
    expect(ids(fuse(rankings, 60))).toEqual([2])
  })

  it('lets a greater weight decide between the firsts of both', () => {
    const both = (lexical: number, vector: number) =>
      ids(
        fuse(
          [
            { name: 'lexical', weight: lexical, found: found(1) },
            { name: 'vector', weight: vector, found: found(2) },
          ],
          60,
        ),
      )
    expect(both(1, 2)).toEqual([2, 1])
    expect(both(2, 1)).toEqual([1, 2])
    expect(both(1, 1)).toEqual([1, 2])
  })

  it('makes nothing of nothing', () => {
    expect(fuse([{ name: 'lexical', weight: 1, found: [] }], 60)).toEqual([])
  })
})
