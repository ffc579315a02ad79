import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remote } from '@/e2e/fixtures/registry'
import type { NewServers } from '@/lib/domain/discovery'
import type { Overrides, ServerRecord } from '@/lib/domain/server'
import type { Candidate } from '@/lib/domain/snapshot'
import { sameJson } from './diff'
import { isAdmitted } from './admission'
import { type Law, serverOf, winnerOf } from './effective'
import { DEFAULT_PRECEDENCE, sourceOrder } from './precedence'
import { reconcile } from './reconcile'
import { reorder } from './reorder'

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

interface Report {
  sourceId: string
  candidates: Candidate[]
  newServers?: NewServers
  unreadable?: string[]
}
type Records = ReadonlyMap<string, ServerRecord>

const scope = fc.constantFrom('north', 'south')
const scoped = fc.tuple(candidate, scope, fc.nat(3)).map(([each, place, line]): Candidate => {
  return { ...each, origin: { place: `${place}/${each.spec.name}`, scope: place, line } }
})
/** With all that a run may bring: how new servers are treated, and scopes that could not be read. */
const anyReport: fc.Arbitrary<Report> = fc.record({
  sourceId: fc.constantFrom(...SOURCES.slice(1)),
  candidates: fc.array(scoped, { maxLength: 8 }),
  newServers: fc.constantFrom('enabled', 'disabled', 'held'),
  unreadable: fc.uniqueArray(scope),
})
const anyReports = fc.array(anyReport, { maxLength: 12 })
const decided = fc.array(
  fc.tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom(...SOURCES.slice(1)),
    fc.constantFrom('accepted', 'refused'),
  ),
  { maxLength: 6 },
)

/** As if people had decided so before. */
function withDecisions(records: Records, decisions: [string, string, 'accepted' | 'refused'][]): Records {
  const next = new Map(records)
  for (const [name, sourceId, decision] of decisions) {
    const record = next.get(name) ?? {
      name,
      claims: [],
      overrides: {},
      revision: 1,
      createdAt: NOW,
      updatedAt: NOW,
    }
    const admissions = { ...record.overrides.admissions, [sourceId]: decision }
    next.set(name, { ...record, overrides: { ...record.overrides, admissions } })
  }
  return next
}

const lawOf = (order: readonly string[]): Law => ({
  order: sourceOrder(order),
  stdio: { allowed: true, commands: null },
})

function plan(records: Records, { sourceId, candidates, newServers, unreadable = [] }: Report, law: Law) {
  const snapshot = { candidates, problems: [], unreadable }
  return reconcile({ records, sourceId, snapshot, newServers, law, now: NOW })
}

function apply(records: Records, told: Report, law: Law): Records {
  const { upserts, moved, removals } = plan(records, told, law)
  const next = new Map(records)
  for (const { name } of removals) next.delete(name)
  for (const record of [...upserts, ...moved]) next.set(record.name, record)
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
      fc.property(anyReports, anyReport, orderSetting, decided, (past, told, order, decisions) => {
        const law = lawOf(order)
        const once = apply(withDecisions(applyAll(past, law), decisions), told, law)
        expect(plan(once, told, law)).toMatchObject({ upserts: [], moved: [], removals: [], events: [] })
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
      fc.property(anyReports, anyReport, (past, told) => {
        const law = lawOf([])
        const before = applyAll(past, law)
        const { upserts, removals, events, changes } = plan(before, told, law)
        for (const { name, revision } of upserts) expect(revision).toBe((before.get(name)?.revision ?? 0) + 1)
        for (const { name, revision } of removals) expect(revision).toBe(before.get(name)?.revision)
        const written = [...upserts, ...removals].map(({ name }) => name)
        const named = events.map((event) => ('name' in event ? event.name : ''))
        expect(new Set(named).size).toBe(named.length)
        expect(written).toEqual(expect.arrayContaining(named))
        expect(changes.changed.every(({ fields }) => fields.length > 0)).toBe(true)
      }),
    )
  })

  it('lets nothing that is held or refused be, win or be told of, and everything else', () => {
    fc.assert(
      fc.property(anyReports, decided, anyReport, (past, decisions, told) => {
        const law = lawOf([])
        const before = withDecisions(applyAll(past, law), decisions)
        const after = apply(before, told, law)
        for (const record of after.values()) {
          const admitted = record.claims.filter(isAdmitted)
          expect(serverOf(record, law)?.source).toBe(admitted[0]?.sourceId)
        }
        const { changes, held } = plan(before, told, law)
        const has = (records: Records, name: string) => {
          const record = records.get(name)
          return record !== undefined && serverOf(record, law) !== undefined
        }
        for (const name of NAMES) {
          expect(changes.added.includes(name)).toBe(!has(before, name) && has(after, name))
          expect(changes.removed.includes(name)).toBe(has(before, name) && !has(after, name))
        }
        const waiting = [...after.values()].filter(({ claims }) =>
          claims.some((claim) => claim.sourceId === told.sourceId && claim.admission === 'held'),
        )
        expect(held.toSorted()).toEqual(waiting.map(({ name }) => name).sort())
      }),
    )
  })

  it('never loses a decision, and does as was decided', () => {
    fc.assert(
      fc.property(decided, anyReports, (decisions, future) => {
        const law = lawOf([])
        const before = withDecisions(new Map(), decisions)
        const after = applyAll(future, law, before)
        for (const { name, overrides } of before.values()) {
          expect(after.get(name)?.overrides.admissions).toMatchObject(overrides.admissions ?? {})
          for (const { sourceId, admission } of after.get(name)?.claims ?? []) {
            const decision = overrides.admissions?.[sourceId]
            if (decision) expect(admission).toBe(decision === 'refused' ? 'refused' : undefined)
          }
        }
      }),
    )
  })

  it('keeps what can not be read now, whatever else is seen', () => {
    fc.assert(
      fc.property(anyReports, anyReport, (past, told) => {
        const law = lawOf([])
        const before = applyAll(past, law)
        const after = apply(before, told, law)
        for (const { name, claims } of before.values()) {
          const own = claims.find(({ sourceId }) => sourceId === told.sourceId)
          if (!own?.origin?.scope || !told.unreadable?.includes(own.origin.scope)) continue
          const kept = after.get(name)?.claims.find(({ sourceId }) => sourceId === told.sourceId)
          expect(kept?.spec).toEqual(own.spec)
        }
      }),
    )
  })

  it('knows of each server at which line it was read last, and writes nothing for that', () => {
    fc.assert(
      fc.property(anyReports, anyReport, fc.nat(3), (past, told, by) => {
        const law = lawOf([])
        const readable = { ...told, unreadable: [] }
        const before = applyAll([...past, readable], law)
        const candidates = told.candidates.map(({ origin, ...each }) => {
          return { ...each, origin: origin && { ...origin, line: (origin.line ?? 0) + by } }
        })
        const later = { ...readable, candidates }
        expect(plan(before, later, law)).toMatchObject({ upserts: [], removals: [], events: [] })
        const after = apply(before, later, law)
        for (const name of NAMES) {
          const read = candidates.find(({ spec }) => spec.name === name)
          const claim = after.get(name)?.claims.find(({ sourceId }) => sourceId === told.sourceId)
          expect(claim?.origin).toEqual(read?.origin)
        }
      }),
    )
  })

  it('comes to the same whether an order of precedence was set before or after', () => {
    fc.assert(
      fc.property(reports, orderSetting, orderSetting, (told, first, second) => {
        const [one, two] = [lawOf(first), lawOf(second)]
        const before = applyAll(told, one)
        const { upserts, events } = reorder(before.values(), one, two, NOW)
        const after = new Map(before)
        for (const record of upserts) after.set(record.name, record)
        expect(essence(after)).toEqual(essence(applyAll(told, two)))
        const isMoved = (name: string) => {
          const [was, is] = [before.get(name), after.get(name)]
          return was && is && serverOf(was, one)?.source !== serverOf(is, two)?.source
        }
        const moved = [...before.keys()].filter(isMoved)
        expect(events.map((event) => 'name' in event && event.name).sort()).toEqual(moved.sort())
      }),
    )
  })

  it('leaves the records it was given as they were', () => {
    fc.assert(
      fc.property(anyReports, anyReport, (past, told) => {
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
