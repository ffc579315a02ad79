import { describe, expect, it } from 'vitest'
import { costOf } from './turn-cost'

const prices = { input: 3, output: 15, cached: 0.3, currency: 'USD' }

describe('the cost of a turn', () => {
  it('counts input and output by the million', () => {
    expect(costOf({ inputTokens: 1_000_000, outputTokens: 200_000 }, prices)).toEqual({
      cost: 6,
      currency: 'USD',
    })
  })

  it('takes what the cache held at its own price', () => {
    const usage = { inputTokens: 1_000_000, cachedTokens: 500_000, outputTokens: 0 }
    expect(costOf(usage, prices).cost).toBeCloseTo(1.65)
    expect(costOf(usage, { input: 3, output: 15, currency: 'EUR' })).toEqual({ cost: 3, currency: 'EUR' })
  })

  it('never counts more from the cache than there was input', () => {
    expect(costOf({ inputTokens: 100, cachedTokens: 1_000 }, prices).cost).toBeCloseTo(0.00003)
  })

  it('says nothing without prices or without counts', () => {
    expect(costOf({ inputTokens: 5 }, undefined)).toEqual({})
    expect(costOf({}, prices)).toEqual({})
  })
})
