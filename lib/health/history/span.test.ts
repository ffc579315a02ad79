import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RANGE_MS, RANGES } from '@/lib/domain/api/health'
import { isAppError } from '@/lib/kit/app-error'
import { bucketsOf, countOf, tierFor } from './span'
import { DAY, HOUR, MINUTE } from './tiers'

const NOW = Date.parse('2026-11-22T14:37:21.500Z')
const iso = (at: number) => new Date(at).toISOString()

describe('the buckets of a query', () => {
  it.each([
    ['1h', 60, MINUTE],
    ['6h', 72, 5 * MINUTE],
    ['24h', 96, 15 * MINUTE],
    ['7d', 84, 2 * HOUR],
    ['30d', 90, 8 * HOUR],
    ['90d', 90, DAY],
  ] as const)('are whole and few for a range of %s', (range, count, bucketMs) => {
    const buckets = bucketsOf({ range }, 96, NOW)
    expect(buckets.bucketMs).toBe(bucketMs)
    expect(countOf(buckets)).toBe(count)
    expect(buckets.from % bucketMs).toBe(0)
    expect(NOW >= buckets.to - bucketMs && NOW < buckets.to).toBe(true)
  })

  it('are never more than asked for, hold the whole span, and no finer than what is kept', () => {
    const span = fc.record({
      range: fc.constantFrom(...RANGES),
      ago: fc.integer({ min: 1_000, max: 399 * DAY }),
      lengthMs: fc.integer({ min: 1_000, max: 400 * DAY }),
      most: fc.integer({ min: 1, max: 1_440 }),
    })
    fc.assert(
      fc.property(span, ({ range, ago, lengthMs, most }) => {
        const [from, to] = [NOW - ago, Math.min(NOW, NOW - ago + lengthMs)]
        const buckets = bucketsOf({ range, from: iso(from), to: iso(to) }, most, NOW)
        expect(countOf(buckets)).toBeLessThanOrEqual(most)
        expect(buckets.from).toBeLessThanOrEqual(from)
        expect(buckets.to).toBeGreaterThanOrEqual(to)
        if (ago > 3 * DAY) expect(buckets.bucketMs).toBeGreaterThanOrEqual(HOUR)
        if (ago > 95 * DAY) expect(buckets.bucketMs).toBeGreaterThanOrEqual(DAY)
      }),
    )
  })

  it('are refused for a span that is none', () => {
    const refused = (query: { from?: string; to?: string }) => {
      try {
        bucketsOf({ range: '24h', ...query }, 96, NOW)
        return 'taken'
      } catch (error) {
        return isAppError(error) ? error.code : 'thrown'
      }
    }
    expect(refused({ from: iso(NOW), to: iso(NOW - HOUR) })).toBe('bad-input')
    expect(refused({ from: iso(NOW + HOUR) })).toBe('bad-input')
    expect(refused({ from: iso(NOW - HOUR), to: iso(NOW + HOUR) })).toBe('taken')
  })

  it.each(RANGES)('take in all of a range of %s, and little more, also when there is but one', (range) => {
    const { from, to } = bucketsOf({ range }, 1, NOW)
    expect(Math.abs((to - from) / RANGE_MS[range] - 1)).toBeLessThan(0.05)
    expect(to).toBeGreaterThanOrEqual(NOW)
  })

  it('are made from the coarsest summaries that fit', () => {
    const lengths = [10_000, 15 * MINUTE, 2 * HOUR, DAY, 7 * DAY]
    const tiers = lengths.map((bucketMs) => tierFor({ from: 0, to: 70 * DAY, bucketMs }))
    expect(tiers).toEqual(['minute', 'minute', 'hour', 'day', 'day'])
    expect(tierFor({ from: 5 * HOUR, to: 70 * DAY, bucketMs: DAY })).toBe('hour')
  })
})
