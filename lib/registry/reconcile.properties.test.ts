import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remote } from '@/e2e/fixtures/registry'
import type { Overrides, ServerRecord } from '@/lib/domain/server'
import type { Candidate } from '@/lib/domain/snapshot'
import { sameJson } from './diff'
import { type Law, serverOf, winnerOf } from './effective'
import { DEFAULT_PRECEDENCE, sourceOrder } from './precedence'
import { reconcile } from './reconcile'

const NOW = '2026-11-01T00:00:00.000Z'
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
const SOURCES = [...DEFAULT_PRECEDENCE, 'kubernetes:one', 'kubernetes:two', 'unheard-of']

const candidate: fc.Arbitrary<Candidate> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    title: fc.constantFrom('x', 'y', 'z'),
    tags: fc.uniqueArray(fc.constantFrom('p', 'q'), { maxLength: 2 }),
    enabled: fc.boolean(),
  })
  .map(({ name, ...more }) => remote(name, more))
const report = fc.record({
  sourceId: fc.constantFrom(...SOURCES),
  candidates: fc.array(candidate, { maxLength: 8 }),
})
const reports = fc.array(report, { maxLength: 12 })
const lastOfEach = fc.uniqueArray(report, { selector: ({ sourceId }) => sourceId, maxLength: SOURCES.length })
const orderSetting = fc.uniqueArray(fc.constantFrom(...SOURCES))

type Report = { sourceId: string; candidates: Candidate[] }
type Records = ReadonlyMap<string, ServerRecord>

const lawOf = (order: readonly string[]): Law => ({
  order: sourceOrder(order),
  stdio: { allowed: true, commands: null },
})

function plan(records: Records, { sourceId, candidates }: Report, law: Law) {
  return reconcile({ records, sourceId, snapshot: { candidates, problems: [] }, law, now: NOW })
}

function apply(records: Records, told: Report, law: Law): Records {
  const { upserts, removals } = plan(records, told, law)
  const next = new Map(records)
  for (const { name } of removals) next.delete(name)
  for (const record of upserts) next.set(record.name, record)
  return next
}

function applyAll(all: readonly Report[], law: Law, from: Records = new Map()): Records {
  return all.reduce((records, told) => apply(records, told, law), from)
}

/** Without what depends on how many steps it took to get there. */
function essence(records: Records) {
  return [...records.values()]
    .map(({ name, claims, overrides }) => ({ name, claims, overrides }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

describe('reconcile', () => {
  it('does nothing the second time', () => {
    fc.assert(
      fc.property(reports, report, orderSetting, (past, told, order) => {
        const law = lawOf(order)
        const once = applyAll([...past, told], law)
        expect(plan(once, told, law)).toMatchObject({ upserts: [], removals: [], events: [] })
      }),
    )
  })

  it('comes to the same whatever the order in which sources report', () => {
    fc.assert(
      fc.property(
        lastOfEach,
        fc.infiniteStream(fc.double({ noNaN: true })),
        orderSetting,
        (told, random, order) => {
          const law = lawOf(order)
          const keyed = told.map((each) => ({ each, key: random.next().value as number }))
          const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ each }) => each)
          expect(essence(applyAll(shuffled, law))).toEqual(essence(applyAll(told, law)))
        },
      ),
    )
  })

  it('lets only the last word of each source count', () => {
    fc.assert(
      fc.property(reports, (told) => {
        const law = lawOf([])
        const last = told.filter(
          (each, index) => !told.slice(index + 1).some((later) => later.sourceId === each.sourceId),
        )
        expect(essence(applyAll(told, law))).toEqual(essence(applyAll(last, law)))
      }),
    )
  })

  it('gives every claimed name exactly one winner, the first in precedence', () => {
    fc.assert(
      fc.property(reports, orderSetting, (told, order) => {
        const law = lawOf(order)
        for (const record of applyAll(told, law).values()) {
          const ids = record.claims.map(({ sourceId }) => sourceId)
          expect(new Set(ids).size).toBe(ids.length)
          expect(serverOf(record, law)?.source).toBe(ids.toSorted(law.order)[0])
          expect(winnerOf(record.claims, law.order)).toBe(record.claims[0])
        }
      }),
    )
  })

  it('leaves exactly the claims of the others when a source has nothing any more', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(...SOURCES), (told, sourceId) => {
        const law = lawOf([])
        const after = applyAll([...told, { sourceId, candidates: [] }], law)
        const without = applyAll(
          told.filter((each) => each.sourceId !== sourceId),
          law,
        )
        expect(essence(after)).toEqual(essence(without))
      }),
    )
  })

  it('never loses an override', () => {
    const overrides: fc.Arbitrary<Overrides> = fc.record({
      enabled: fc.boolean(),
      tags: fc.constant(['mine']),
    })
    fc.assert(
      fc.property(reports, fc.constantFrom(...NAMES), overrides, reports, (past, name, mine, future) => {
        const law = lawOf([])
        const before = new Map(applyAll(past, law))
        const record = before.get(name)
        fc.pre(record !== undefined)
        before.set(name, { ...record, overrides: mine })
        expect(applyAll(future, law, before).get(name)?.overrides).toEqual(mine)
      }),
    )
  })

  it('raises the revision by one with each change, and tells of each change of a server once', () => {
    fc.assert(
      fc.property(reports, report, (past, told) => {
        const law = lawOf([])
        const before = applyAll(past, law)
        const { upserts, removals, events, changes } = plan(before, told, law)
        for (const { name, revision } of upserts) expect(revision).toBe((before.get(name)?.revision ?? 0) + 1)
        for (const { name, revision } of removals) expect(revision).toBe(before.get(name)?.revision)
        expect(events).toHaveLength(upserts.length + removals.length)
        expect(changes.changed.every(({ fields }) => fields.length > 0)).toBe(true)
      }),
    )
  })

  it('leaves the records it was given as they were', () => {
    fc.assert(
      fc.property(reports, report, (past, told) => {
        const before = applyAll(past, lawOf([]))
        const copy: unknown = JSON.parse(JSON.stringify([...before]))
        plan(before, told, lawOf([]))
        expect(JSON.parse(JSON.stringify([...before]))).toEqual(copy)
      }),
    )
  })
})

describe('sameJson', () => {
  it('agrees with what JSON writes, keys sorted', () => {
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([key, inner]) => [key, sorted(inner)]),
            )
          : value
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(sameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true)
        expect(sameJson(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
      }),
    )
  })
})
