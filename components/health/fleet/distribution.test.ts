import { describe, expect, it } from 'vitest'
import { answersIn, binAt, binWords, marksByBin, percentileOf, trimmed } from './distribution'

const BINS = [
  { fromMs: 0, toMs: 10, count: 0 },
  { fromMs: 10, toMs: 20, count: 50 },
  { fromMs: 20, toMs: 40, count: 45 },
  { fromMs: 40, toMs: 80, count: 0 },
  { fromMs: 80, toMs: null, count: 5 },
  { fromMs: 1_000, toMs: null, count: 0 },
]

describe('the distribution of response times', () => {
  it('tells percentiles as near as the bins do', () => {
    expect(answersIn(BINS)).toBe(100)
    expect(percentileOf(BINS, 0.5)).toBe(20)
    expect(percentileOf(BINS, 0.25)).toBe(15)
    expect(percentileOf(BINS, 0.95)).toBe(40)
    expect(percentileOf(BINS, 0.99)).toBe(80)
    expect(percentileOf([], 0.5)).toBeNull()
    expect(percentileOf([{ fromMs: 0, toMs: 10, count: 0 }], 0.5)).toBeNull()
  })

  it('finds the bin of a time, also beyond the last edge', () => {
    expect(binAt(BINS, 15)).toBe(1)
    expect(binAt(BINS, 20)).toBe(2)
    expect(binAt(BINS, 500)).toBe(4)
  })

  it('leaves out what is empty at both ends, not between', () => {
    expect(trimmed(BINS).map((bin) => bin.fromMs)).toEqual([10, 20, 40, 80])
    expect(trimmed([{ fromMs: 0, toMs: 1, count: 0 }])).toEqual([])
  })

  it('marks a bin once, whatever falls into it', () => {
    const marks = [
      { name: 'p50', ms: 15 },
      { name: 'p95', ms: 90 },
      { name: 'p99', ms: 300 },
      { name: 'none', ms: null },
    ]
    expect(marksByBin(BINS, marks)).toEqual([
      { at: 1, names: 'p50' },
      { at: 4, names: 'p95, p99' },
    ])
  })

  it('says a bin in words', () => {
    expect(binWords({ fromMs: 10, toMs: 20, count: 1 })).toBe('10 ms to 20 ms')
    expect(binWords({ fromMs: 80, toMs: null, count: 1 })).toBe('80 ms and more')
  })
})
