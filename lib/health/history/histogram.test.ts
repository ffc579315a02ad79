import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader'
import { ByteWriter } from './byte-writer'
import { Histogram, RELATIVE_ERROR } from './histogram'

/** To a tenth of a millisecond, as durations are kept. */
const duration = fc.integer({ min: 2, max: 6_000_000 }).map((tenths) => tenths / 10)
const durations = fc.array(duration, { maxLength: 200 })

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.add(value)
  return histogram
}

function merged(...parts: Histogram[]): Histogram {
  const sum = new Histogram()
  for (const part of parts) sum.absorb(part)
  return sum
}

const told = (histogram: Histogram) => [histogram.bins(), histogram.total, histogram.maxMs]

describe('a histogram of durations', () => {
  it('tells any quantile to three hundredths of it, and the greatest exactly', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (values) => {
        const histogram = histogramOf(values)
        const sorted = values.toSorted((one, other) => one - other)
        for (const share of [0, 0.5, 0.95, 0.99, 1]) {
          const truth = sorted[Math.floor(share * (sorted.length - 1))] ?? 0
          const error = Math.abs((histogram.quantile(share) ?? Infinity) - truth) / truth
          expect(error).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-9)
        }
        expect(histogram.maxMs).toBe(sorted.at(-1))
      }),
    )
  })

  it('is the same whatever is merged first', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [one, two, three] = [histogramOf(a), histogramOf(b), histogramOf(c)]
        const whole = told(histogramOf([...a, ...b, ...c]))
        expect(told(merged(one, two, three))).toEqual(whole)
        expect(told(merged(merged(one, two), three))).toEqual(whole)
        expect(told(merged(one, merged(two, three)))).toEqual(whole)
        expect(told(merged(three, one, two))).toEqual(whole)
      }),
    )
  })

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(duration, fc.constantFrom(0, 0.1, 3_600_000)), { maxLength: 200 }),
        (values) => {
          const writer = new ByteWriter()
          const histogram = histogramOf(values)
          histogram.write(writer)
          const reader = new ByteReader(writer.bytes())
          expect(told(Histogram.read(reader))).toEqual(told(histogram))
          expect(reader.isAtEnd).toBe(true)
        },
      ),
    )
  })

  it('knows nothing without an answer', () => {
    const histogram = new Histogram()
    expect([histogram.quantile(0.5), histogram.maxMs, histogram.total]).toEqual([null, null, 0])
  })
})
