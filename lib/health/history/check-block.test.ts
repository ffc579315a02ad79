import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '@/lib/domain/connection'
import { CHECK_ORIGINS, CHECK_OUTCOMES } from '@/lib/domain/health'
import type { CheckRecord } from '../check-record'
import { packChecks, unpackChecks } from './check-block'

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => value.isWellFormed())
const record: fc.Arbitrary<CheckRecord> = fc.record({
  server: fc.oneof(fc.constantFrom('files', 'files-2', 'team/a.files'), text),
  at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  durationMs: fc.option(fc.integer({ min: 0, max: 6_000_000 }).map((tenths) => tenths / 10)),
  outcome: fc.constantFrom(...CHECK_OUTCOMES),
  verdict: fc.constantFrom(...VERDICTS),
  reason: fc.record({ code: fc.constantFrom('ok', 'unreachable', 'timed-out'), message: text }),
  origin: fc.constantFrom(...CHECK_ORIGINS),
  maintenance: fc.boolean(),
  holdsMs: fc.integer({ min: 0, max: 200_000 }).map((seconds) => seconds * 1_000),
})

describe('a block of checks', () => {
  it('gives back what it was given, in the same order', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        expect(unpackChecks(packChecks(records))).toEqual(records)
      }),
    )
  })

  it('gives back those of one server', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        const mine = records.filter(({ server }) => server === 'files')
        expect(unpackChecks(packChecks(records), 'files')).toEqual(mine)
      }),
    )
  })

  it('refuses bytes that it did not make, and any that were damaged', () => {
    const bytes = packChecks(fc.sample(record, { numRuns: 50, seed: 1 }))
    expect(() => unpackChecks(new Uint8Array())).toThrow("Stored history can't be read")
    expect(() => unpackChecks(randomBytes(500))).toThrow("Stored history can't be read")
    for (let place = 0; place < bytes.length; place += 7) {
      const damaged = bytes.slice()
      damaged[place] = (damaged[place] ?? 0) ^ 0x55
      expect(() => unpackChecks(damaged)).toThrow("Stored history can't be read")
      expect(() => unpackChecks(bytes.subarray(0, place))).toThrow("Stored history can't be read")
    }
  })

  it('says so when a newer version wrote it', () => {
    const bytes = packChecks([])
    bytes[0] = (bytes[0] ?? 0) + 1
    expect(() => unpackChecks(bytes)).toThrow('a newer version of Portolan wrote it')
  })

  it('takes few bytes for a check of a sweep', () => {
    const sweep = Array.from({ length: 300 }, (_, i) => ({
      ...{ server: `team-${i % 7}/server-${1000 + i * 37}`, at: 1_800_000_000_000 + i * 11 },
      durationMs: 20 + ((i * 7919) % 1000) / 10,
      ...({ outcome: 'ok', verdict: 'healthy', origin: 'probe', maintenance: false } as const),
      ...{ reason: { code: 'ok', message: 'It answers' }, holdsMs: 90_000 },
    }))
    expect(packChecks(sweep).length / sweep.length).toBeLessThan(8)
  })
})
