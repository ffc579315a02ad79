import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type MemoryRecordStore, remote, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { AppEvent } from '@/lib/domain/event'
import { isAdmitted } from './admission'
import type { Registry } from './registry'

const NAMES = ['a', 'b', 'c']
const AWAY = new AppError('database-unavailable', 'away')
type Step = (parts: { registry: Registry; other: Registry; store: MemoryRecordStore }) => Promise<unknown>

const name = fc.constantFrom(...NAMES)
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 })
const title = fc.constantFrom('x', 'y', 'z')

const SOURCES = ['http', 'dns']
const source = fc.constantFrom(...SOURCES)

const discovery: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      source,
      seen: fc.array(fc.tuple(name, title, fc.nat(2))),
      newServers: fc.constantFrom('enabled', 'disabled', 'held'),
      unreadable: fc.uniqueArray(title),
    })
    .map(({ source: from, seen, newServers, unreadable }): Step => {
      const candidates = seen.map(([server, text, line]) => {
        return { ...remote(server, { title: text }), origin: { place: `list ${text}`, scope: text, line } }
      })
      return ({ registry }) => registry.apply(from, { candidates, problems: [], unreadable }, { newServers })
    }),
  fc
    .record({ source, many: names, decision: fc.constantFrom('accepted', 'refused', 'held') })
    .map(({ source: of, many, decision }): Step => {
      const items = many.map((each) => ({ source: of, name: each }))
      return ({ registry }) => registry.decide({ decision, items })
    }),
  fc.uniqueArray(source).map((order): Step => {
    return ({ registry }) => registry.setPrecedence(order)
  }),
  source.map((from): Step => {
    return ({ registry }) => registry.sourceFailed(from, new Error('no answer'))
  }),
)

const change: fc.Arbitrary<Step> = fc.oneof(
  discovery,
  fc.tuple(name, title).map(([server, text]): Step => {
    return ({ registry }) => registry.register({ name: server, url: `http://${server}/`, title: text })
  }),
  fc.tuple(name, fc.boolean()).map(
    ([server, enabled]): Step =>
      ({ registry }) =>
        registry.setEnabled(server, enabled),
  ),
  fc.tuple(name, fc.nat(3)).map(([server, revision]): Step => {
    return ({ registry }) => registry.update(server, { revision, changes: { tags: [`r${revision}`] } })
  }),
  name.map(
    (server): Step =>
      ({ registry }) =>
        registry.remove(server),
  ),
  fc.tuple(fc.constantFrom('http', 'dns'), fc.array(fc.tuple(name, title))).map(([source, seen]): Step => {
    const snapshot = snapshotOf(...seen.map(([server, text]) => remote(server, { title: text })))
    return ({ registry }) => registry.apply(source, snapshot)
  }),
  names.map(
    (many): Step =>
      ({ registry }) =>
        registry.bulk({ action: 'tag', names: many, tags: ['t'] }),
  ),
  names.map(
    (many): Step =>
      ({ registry }) =>
        registry.bulk({ action: 'remove', names: many }),
  ),
)

/** The same steps by another process over the same store. */
const byTheOther = change.map((step): Step => ({ other, store, registry }) => {
  return step({ registry: other, other: registry, store })
})

const failed = change.map((step): Step => async (parts) => {
  parts.store.failure = AWAY
  try {
    await step(parts)
  } finally {
    parts.store.failure = undefined
  }
})

const answerLost = change.map((step): Step => async (parts) => {
  parts.store.lostAnswer = AWAY
  try {
    await step(parts)
  } finally {
    parts.store.lostAnswer = undefined
  }
})

async function take(steps: readonly Step[], after: (parts: Parameters<Step>[0]) => void = () => undefined) {
  const failing = { graceMs: 3, staleMs: 5 }
  const { registry, store, clock, events, bus } = await startRegistry({ failing })
  const { registry: other, bus: otherBus } = await startRegistry({ store, clock, failing })
  /** What the feed has of both: stored with a write, or handed to it. */
  const told = store.news
  for (const each of [bus, otherBus]) {
    each.subscribeToBatches(({ from, events, stored }) => {
      if (from === 'here' && !stored) told.push(...events)
    })
  }
  const parts = { registry, other, store }
  for (const step of steps) {
    await step(parts).catch((error: unknown) => {
      if (!isAppError(error)) throw error
    })
    after(parts)
    clock.advance(1)
  }
  return { ...parts, events, told }
}

const seenBy = (registry: Registry) => registry.all().map(({ record }) => record)
const storedIn = (store: MemoryRecordStore) => {
  const records = [...store.records.values()].filter(({ claims }) => claims.some(isAdmitted))
  return records.sort((a, b) => (a.name < b.name ? -1 : 1))
}
/** Save lines: those in memory may be newer. */
const json = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) => (key === 'line' ? undefined : inner))

it('has in memory what is stored after every step, failed writes included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(change, failed), { maxLength: 20 }), async (steps) => {
      await take(steps, ({ registry, store }) =>
        expect(json(seenBy(registry))).toEqual(json(storedIn(store))),
      )
    }),
    { numRuns: 100 },
  )
})

it('comes to agree with the store and with other processes, whatever was lost on the way', async () => {
  const step = fc.oneof(change, byTheOther, failed, answerLost)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { registry, other, store } = await take(steps)
      await Promise.all([registry.refresh(), other.refresh()])
      expect(json(seenBy(registry))).toEqual(json(storedIn(store)))
      expect(json(seenBy(other))).toEqual(json(storedIn(store)))
    }),
    { numRuns: 100 },
  )
})

it('tells of every server that comes and goes exactly once, so that who listens knows what is there', async () => {
  const step = fc.oneof(change, byTheOther, failed, answerLost)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { registry, events } = await take(steps)
      const known = new Set<string>()
      for (const event of events) {
        if (event.kind === 'server-added') {
          expect(known.has(event.name)).toBe(false)
          known.add(event.name)
        } else if (event.kind === 'server-removed') {
          expect(known.delete(event.name)).toBe(true)
        } else if (event.kind === 'server-changed') {
          expect(known.has(event.name)).toBe(true)
          expect(event.fields.length).toBeGreaterThan(0)
        }
      }
      expect([...known].sort()).toEqual(registry.all().map(({ spec }) => spec.name))
    }),
    { numRuns: 100 },
  )
})

/** What the feed got, as it would tell which servers there are. */
function knownFrom(told: readonly AppEvent[]): string[] {
  const known = new Set<string>()
  for (const event of told) {
    if (event.kind === 'server-added') {
      expect(known.has(event.name)).toBe(false)
      known.add(event.name)
    } else if (event.kind === 'server-removed') {
      expect(known.delete(event.name)).toBe(true)
    }
  }
  return [...known].sort()
}

it('has each change in the feed once, whichever process made it, and whether or not the store said what became of it', async () => {
  const step = fc.oneof(change, byTheOther, failed, answerLost)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (some) => {
      const { registry, told } = await take(some)
      await registry.refresh()
      expect(knownFrom(told)).toEqual(registry.all().map(({ spec }) => spec.name))
    }),
    { numRuns: 200 },
  )
})

it('counts of each source what waits, and tells when that changes', async () => {
  const step = fc.oneof(change, byTheOther, failed)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const { registry, events } = await take(steps)
      for (const from of SOURCES) {
        const { total } = registry.held({ limit: 50, state: 'held', source: from })
        expect(registry.sourceCounts(from).held).toBe(total)
        const last = events.findLast((event) => event.kind === 'held-changed' && event.source === from)
        expect(last?.kind === 'held-changed' ? last.held : 0).toBe(total)
      }
    }),
    { numRuns: 100 },
  )
})
