import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckRecord } from '../check-record'
import { BINS } from './histogram'
import { addSeries, packSeries, unpackSeries } from './series-row'
import { absorb, emptySummary, summarize, type Summary, toBucket, worstComplaints } from './summary'
import { DAY, HOUR, MINUTE } from './tiers'

const START = Date.parse('2026-11-20T00:00:00Z')

const check: fc.Arbitrary<CheckRecord> = fc.record({
  server: fc.constant('files'),
  at: fc.integer({ min: START, max: START + DAY - 1 }),
  durationMs: fc.option(fc.integer({ min: 0, max: 100_000 }).map((tenths) => tenths / 10)),
  outcome: fc.constantFrom('ok', 'slow', 'half', 'failed', 'needs-auth'),
  verdict: fc.constantFrom('healthy', 'degraded', 'unhealthy', 'needs-auth', 'unknown'),
  reason: fc.record({ code: fc.constantFrom('a', 'b'), message: fc.constantFrom('one', 'two') }),
  origin: fc.constant('probe'),
  maintenance: fc.boolean(),
  holdsMs: fc.integer({ min: 1, max: 600 }).map((seconds) => seconds * 1_000),
})
const checks = fc
  .array(check, { maxLength: 80 })
  .map((some) => some.toSorted((one, other) => one.at - other.at))

const told = (summary: Summary) => ({ ...toBucket(START, summary), worst: worstComplaints(summary) })

describe('a row of summaries', () => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(checks, fc.constantFrom(MINUTE, HOUR, DAY), (some, slotMs) => {
        const slots = summarize(some, { from: START, to: START + DAY, slotMs })
        const read = unpackSeries(packSeries(slots, slotMs), slotMs)
        const sorted = [...slots.keys()].sort((one, other) => one - other)
        expect([...read.keys()]).toEqual(sorted)
        for (const [slot, summary] of slots)
          expect(told(read.get(slot) ?? emptySummary())).toEqual(told(summary))
      }),
    )
  })

  it('sums to the same whether by minutes, by hours, or at once', () => {
    fc.assert(
      fc.property(checks, (some) => {
        const sum = (slotMs: number) => {
          const whole = emptySummary()
          for (const summary of summarize(some, { from: START, to: START + DAY, slotMs }).values())
            absorb(whole, summary)
          return told(whole)
        }
        expect(sum(MINUTE)).toEqual(sum(DAY))
        expect(sum(HOUR)).toEqual(sum(DAY))
      }),
    )
  })

  it('adds to sums what unpacking it adds', () => {
    fc.assert(
      fc.property(checks, (some) => {
        const bytes = packSeries(summarize(some, { from: START, to: START + DAY, slotMs: HOUR }), HOUR)
        const isWanted = (slot: number) => slot % 3 !== 0
        const { time } = emptySummary()
        const sums = { checks: 0, failed: 0, changes: 0, time, bins: new Uint32Array(BINS) }
        addSeries(sums, bytes, { slotMs: HOUR, isWanted })
        const whole = emptySummary()
        for (const [slot, summary] of unpackSeries(bytes, HOUR)) if (isWanted(slot)) absorb(whole, summary)
        expect([sums.checks, sums.failed, sums.changes]).toEqual([whole.checks, whole.failed, whole.changes])
        expect(sums.time).toEqual(whole.time)
        expect([...sums.bins.entries()].filter(([, count]) => count > 0)).toEqual(whole.histogram.bins())
      }),
    )
  })

  it('never counts more time than there was', () => {
    fc.assert(
      fc.property(checks, (some) => {
        for (const { time } of summarize(some, { from: START, to: START + DAY, slotMs: HOUR }).values())
          expect(Object.values(time).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(HOUR)
      }),
    )
  })

  it('refuses damaged bytes', () => {
    const [first] = fc.sample(checks, { numRuns: 1, seed: 3 })
    const bytes = packSeries(summarize(first ?? [], { from: START, to: START + DAY, slotMs: HOUR }), HOUR)
    for (let place = 0; place < bytes.length; place += 5) {
      const damaged = bytes.slice()
      damaged[place] = (damaged[place] ?? 0) ^ 0x2a
      expect(() => unpackSeries(damaged, HOUR)).toThrow("Stored history can't be read")
    }
  })
})
