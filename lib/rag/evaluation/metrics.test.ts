import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { average, measure } from './metrics'

describe('measure', () => {
  it('gives full marks to what is found first, in whatever order', () => {
    const full = {
      ...{ recallAt1: 0.5, recallAt3: 1, recallAt5: 1, recallAt10: 1 },
      ...{ mrr: 1, ndcgAt10: 1, completenessAt10: 1 },
    }
    expect(measure([2, 1])).toEqual(full)
    expect(measure([1])).toEqual({ ...full, recallAt1: 1 })
  })

  it('gives none to what is not found', () => {
    expect(measure([null, null])).toEqual({
      ...{ recallAt1: 0, recallAt3: 0, recallAt5: 0, recallAt10: 0 },
      ...{ mrr: 0, ndcgAt10: 0, completenessAt10: 0 },
    })
  })

  // By hand: DCG = 1/log2(3) + 1/log2(7) = 0.63093 + 0.35621; the ideal of three = 1 + 0.63093 + 0.5.
  it('measures one that is second, one that is sixth and one that is missing', () => {
    const measured = measure([6, null, 2])
    expect(measured).toMatchObject({
      ...{ recallAt1: 0, recallAt3: 1 / 3, recallAt5: 1 / 3, recallAt10: 2 / 3 },
      ...{ mrr: 0.5, completenessAt10: 0 },
    })
    expect(measured.ndcgAt10).toBeCloseTo((0.63093 + 0.35621) / 2.13093, 4)
  })

  it('stops at ten', () => {
    expect(measure([11])).toMatchObject({ recallAt10: 0, mrr: 0, ndcgAt10: 0 })
    expect(measure([10]).mrr).toBe(0.1)
    expect(measure([10]).ndcgAt10).toBeCloseTo(1 / Math.log2(11), 10)
  })

  // By hand: twelve expected and the first ten of them found in the first ten places is all that can be had.
  it('takes ten of twelve for the best there is at ten', () => {
    const ranks = Array.from({ length: 12 }, (_, at) => (at < 10 ? at + 1 : null))
    expect(measure(ranks)).toMatchObject({ ndcgAt10: 1, recallAt10: 10 / 12, completenessAt10: 0 })
  })

  it('gives two that are found as one passage no more than two passages could get', () => {
    expect(measure([1, 1])).toMatchObject({ recallAt1: 1, ndcgAt10: 1 })
  })

  it('stays between 0 and 1, and never falls when something is found earlier', () => {
    const ranks = fc.array(fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }), {
      minLength: 1,
      maxLength: 50,
    })
    fc.assert(
      fc.property(ranks, (given) => {
        const measured = measure(given)
        for (const value of Object.values(measured)) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1 + 1e-9)
        }
        const better = measure(given.map((rank) => (rank === null ? null : Math.ceil(rank / 2))))
        expect(better.recallAt5).toBeGreaterThanOrEqual(measured.recallAt5)
        expect(better.mrr).toBeGreaterThanOrEqual(measured.mrr)
      }),
    )
  })
})

describe('average', () => {
  it('is the mean over questions', () => {
    expect(average([measure([1]), measure([null]), measure([2]), measure([4])])).toMatchObject({
      ...{ recallAt1: 0.25, recallAt3: 0.5, recallAt5: 0.75, mrr: (1 + 0.5 + 0.25) / 4 },
    })
  })

  it('is nothing without questions', () => {
    expect(average([])).toBeNull()
  })
})
