import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { type HealthRules, NO_RULES } from '@/lib/domain/health'
import { type Server, type ServerSpecInput, serverSpecSchema } from '@/lib/domain/server'
import type { StoredHealth } from '@/lib/store/health-rows'
import { type HealthState, unknownState } from './health-state'
import { Roster } from './roster'
import { shardOf } from './shard'
import { Times } from './times'

const HOUR_MS = 3_600_000

function server(name: string, part: Partial<ServerSpecInput> = {}): Server {
  const spec = serverSpecSchema.parse({ name, endpoint: { kind: 'stdio', command: 'x' }, ...part })
  const record = { name, claims: [], overrides: {}, revision: 1, createdAt: '', updatedAt: '' }
  return { spec, source: 'manual', record }
}

function setUp() {
  const clock = new FakeClock()
  const steady = { now: 1_000_000 }
  const book: { rules: HealthRules } = { rules: NO_RULES }
  const times = new Times(clock, () => steady.now)
  const roster = new Roster({ times, random: () => 0.5, rules: () => book.rules })
  return { clock, steady, book, roster }
}

const down: HealthState = {
  ...unknownState(0),
  ...{ verdict: 'unhealthy', reason: { code: 'unreachable', message: 'Gone' }, isFresh: false },
  ...{ streak: { of: 'failed', count: 7 }, unrest: 3 },
}

function stored(name: string, clock: FakeClock, part: Partial<StoredHealth> = {}): StoredHealth {
  return { name, state: down, nextAt: clock.now() + 20_000, replica: 'other', savedAt: 1, ...part }
}

describe('after a start', () => {
  it('goes on where it was: the verdict as it was, the check when it was due', () => {
    const { clock, steady, roster } = setUp()
    const watched = roster.add(server('a'), stored('a', clock))
    expect(watched.state.verdict).toBe('unhealthy')
    expect(watched.dueAt).toBe(steady.now + 20_000)
  })

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour behind', -HOUR_MS],
  ])('puts nothing off when the calendar was %s meanwhile, and storms nothing', (_, stepMs) => {
    const { clock, steady, roster } = setUp()
    for (let n = 0; n < 1_000; n += 1) {
      roster.add(server(`s-${n}`), stored(`s-${n}`, clock, { nextAt: clock.now() + 20_000 + stepMs }))
    }
    const dueInMs = [...roster.all()].map(({ dueAt }) => (dueAt ?? 0) - steady.now)
    expect(Math.max(...dueInMs)).toBeLessThanOrEqual(30_000)
    expect(Math.min(...dueInMs)).toBeGreaterThanOrEqual(0)
  })

  it('spreads what is overdue evenly, so that many are not checked in one moment', () => {
    const { clock, steady, roster } = setUp()
    const late = (n: number) => stored(`s-${n}`, clock, { nextAt: clock.now() - HOUR_MS })
    for (let n = 0; n < 1_000; n += 1) roster.add(server(`s-${n}`), late(n))
    const dueInMs = [...roster.all()].map(({ dueAt }) => (dueAt ?? 0) - steady.now)
    expect(Math.min(...dueInMs)).toBeLessThan(10)
    expect(Math.max(...dueInMs)).toBe(3_000)
    expect(new Set(dueInMs).size).toBe(1_000)
  })
})

describe('a declaration that changes', () => {
  it('is checked soon, with its grace and without its past, where it asks for another check', () => {
    const { clock, steady, roster } = setUp()
    const watched = roster.add(server('a'), stored('a', clock))
    steady.now += 60_000
    roster.update(watched, server('a', { endpoint: { kind: 'stdio', command: 'y' } }))
    expect(watched.state).toMatchObject({
      verdict: 'unhealthy',
      isFresh: true,
      streak: { count: 0 },
      unrest: 0,
    })
    expect(watched.graceUntil).toBe(steady.now + 10_000)
    expect((watched.dueAt ?? 0) - steady.now).toBeLessThanOrEqual(1_000)
  })

  it('goes on as it was where it says the same', () => {
    const { clock, roster } = setUp()
    const watched = roster.add(server('a'), stored('a', clock))
    const { dueAt, state } = watched
    roster.update(watched, server('a', { title: 'Another title', tags: ['new'] }))
    expect(watched).toMatchObject({ dueAt, state })
  })
})

describe('rules that change', () => {
  it('apply to all they concern, and nobody waits longer than they say', () => {
    const { clock, steady, book, roster } = setUp()
    const tagged = roster.add(server('a', { tags: ['quick'] }), stored('a', clock))
    const other = roster.add(server('b'), stored('b', clock))
    book.rules = { all: {}, tags: [{ tag: 'quick', limits: { intervalMs: 2_000 } }] }
    roster.measureAnew()
    expect(tagged.limits.intervalMs).toBe(2_000)
    expect((tagged.dueAt ?? 0) - steady.now).toBeLessThanOrEqual(2_000)
    expect((other.dueAt ?? 0) - steady.now).toBe(20_000)
  })
})

describe('what another replica has found', () => {
  it('counts as found here, once', () => {
    const { clock, steady, roster } = setUp()
    const watched = roster.add(server('a'))
    const row = stored('a', clock, { savedAt: 5 })
    expect(roster.adopt(watched, row, false)).toBe(true)
    expect(watched).toMatchObject({ state: down, dueAt: steady.now + 20_000 })
    expect(roster.adopt(watched, row, false)).toBe(false)
    expect(roster.adopt(watched, { ...row, savedAt: 4 }, false)).toBe(false)
  })

  it('is late where we know better already, and news where a clock was set', () => {
    const { clock, roster } = setUp()
    const last = (at: number) => ({
      ...{ at, durationMs: 1, outcome: 'failed', origin: 'probe', verdict: 'unhealthy' },
      reason: down.reason,
    })
    const watched = roster.add(server('a'))
    watched.state = { ...watched.state, last: last(clock.now()) as HealthState['last'] }
    const row = (at: number, savedAt: number) =>
      stored('a', clock, { savedAt, state: { ...down, last: last(at) as HealthState['last'] } })
    expect(roster.adopt(watched, row(clock.now() - 2_000, 6), true)).toBe(false)
    expect(roster.adopt(watched, row(clock.now() - HOUR_MS, 7), true)).toBe(true)
  })

  it('waits where we are asking ourselves', () => {
    const { clock, roster } = setUp()
    const watched = roster.add(server('a'))
    watched.isRunning = true
    expect(roster.adopt(watched, stored('a', clock), false)).toBe(false)
    expect(watched.state.verdict).toBe('unknown')
  })

  it('is taken up where it is overdue, spread, when its share is ours', () => {
    const { clock, steady, roster } = setUp()
    const watched = roster.add(server('a'))
    roster.adopt(watched, stored('a', clock), false)
    steady.now += 90_000
    roster.takeOver(new Set([shardOf('a')]))
    expect(watched.dueAt).toBeGreaterThanOrEqual(steady.now)
    expect((watched.dueAt ?? 0) - steady.now).toBeLessThan(30_000)
  })
})
