import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { idleLive, registryClock, named, remote, snapshotOf } from '@/e2e/fixtures/registry'
import { emptyDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { Sealer } from '@/lib/config/secrets'
import { listHeld } from '@/lib/domain/api/discovery'
import type { AppEvent } from '@/lib/domain/event'
import { EventBus } from '@/lib/events/bus'
import { Feed } from '@/lib/events/feed'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EVENTS_CHANNEL, EventStore } from '@/lib/store/events'
import { ServerStore } from '@/lib/store/servers'
import { sameJson } from './diff'
import { Registry, type RegistryOptions } from './registry'

const KEY = randomBytes(32)
const never = new AbortController().signal

/** Counts what is read, as a test must know that little is. */
class CountingStore extends ServerStore {
  readonly loaded: string[][] = []
  refreshes = 0

  override load(names: readonly string[]) {
    this.loaded.push([...names])
    return super.load(names)
  }

  override stamps() {
    this.refreshes += 1
    return super.stamps()
  }
}

interface Replica {
  database: Database
  store: CountingStore
  registry: Registry
  events: AppEvent[]
  feed: Feed
}

let postgres: TestPostgres
let databaseUrl: string
let replicas: Replica[]
const directory = emptyDataDirectory()

beforeAll(async () => {
  postgres = await TestPostgres.start()
})
afterAll(async () => {
  await postgres.stop()
  directory[Symbol.dispose]()
})
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase()
  replicas = []
})
afterEach(async () => {
  for (const { registry, feed, database } of replicas) {
    await registry.stop()
    await feed.stop()
    await database.close()
  }
})

/** A process as compose.ts makes it: a registry and a feed on one bus. */
async function start(options: Partial<RegistryOptions> = {}): Promise<Replica> {
  const database = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger })
  const bus = new EventBus(silentLogger)
  const events: AppEvent[] = []
  bus.subscribe((event) => events.push(event))
  const store = new CountingStore(database, Sealer.fromKeys([KEY]))
  const registry = new Registry({
    ...{ store, bus, clock: systemClock, logger: silentLogger, live: idleLive },
    stdio: { allowed: true, commands: null },
    ...options,
  })
  const feed = new Feed({
    ...{ store: new EventStore(database), database, channel: EVENTS_CHANNEL, bus },
    ...{ clock: systemClock, logger: silentLogger, caughtUp: () => registry.caughtUp() },
  })
  await feed.start()
  await registry.start()
  const replica = { database, store, registry, events, feed }
  replicas.push(replica)
  return replica
}

async function two(options: Partial<RegistryOptions> = {}): Promise<[Replica, Replica]> {
  return [await start(options), await start(options)]
}

const titles = ({ registry }: Replica) => registry.all().map(({ spec }) => [spec.name, spec.title])
const soon = { timeout: 15_000 }
/** Everything that was ever stored, as a person reads it later. */
const stored = async ({ database }: Replica) => {
  const entries = await new EventStore(database).after(0, 10_000)
  return entries.map(({ event }) => ('name' in event ? `${event.kind} ${event.name}` : event.kind))
}

it('sees what another process adds, changes and removes, and tells those who listen here', async () => {
  const [one, other] = await two()
  await one.registry.register({ name: 'site', url: 'http://site.test/', title: 'first' })
  await expect.poll(() => titles(other), soon).toEqual([['site', 'first']])
  await other.registry.update('site', { changes: { title: 'second' } })
  await expect.poll(() => titles(one), soon).toEqual([['site', 'second']])
  await one.registry.remove('site')
  await expect.poll(() => titles(other), soon).toEqual([])
  const kinds = ['server-added', 'server-changed', 'server-removed']
  expect(one.events.map(({ kind }) => kind)).toEqual(kinds)
  expect(other.events.map(({ kind }) => kind)).toEqual(kinds)
  await expect.poll(() => stored(one), soon).toEqual(kinds.map((kind) => `${kind} site`))
})

it('reads one record for one change among 10,000, and nothing for its own', async () => {
  const [one, other] = await two()
  await one.registry.apply('http', { candidates: named(10_000), problems: [] })
  await expect.poll(() => other.registry.all().length, { timeout: 60_000 }).toBe(10_000)
  const refreshes = [one.store.refreshes, other.store.refreshes]
  other.store.loaded.length = 0
  await one.registry.update('server-77', { changes: { enabled: false } })
  await expect.poll(() => other.registry.get('server-77')?.spec.enabled, soon).toBe(false)
  expect(other.store.loaded).toEqual([['server-77']])
  expect(one.store.loaded).toEqual([])
  expect([one.store.refreshes, other.store.refreshes]).toEqual(refreshes)
})

it('has what an event of another process tells of, as soon as it hands the event on', async () => {
  const [one, other] = await two()
  const seen: [string, string | undefined][] = []
  const reading = (async () => {
    for await (const item of other.feed.stream({ after: 0, signal: never })) {
      if (item.kind !== 'entries') continue
      for (const { event } of item.entries) {
        if ('name' in event) seen.push([event.name, other.registry.get(event.name)?.spec.title])
      }
      if (seen.length >= 30) return
    }
  })()
  for (let index = 0; index < 30; index += 1) {
    await one.registry.register({ name: `s-${index}`, url: `http://s-${index}.test/`, title: 'T' })
  }
  await reading
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => [`s-${index}`, 'T']))
})

it('comes to agree, and stores each change once, when both write the same servers at the same time', async () => {
  const [one, other] = await two()
  const names = Array.from({ length: 5 }, (_, index) => `s-${index}`)
  const work = ({ registry }: Replica, mark: string) =>
    names.flatMap((name) => [
      registry.register({ name, url: `http://${name}.test/`, title: mark }),
      registry.update(name, { changes: { tags: [mark] } }).catch(() => undefined),
      registry.remove(name).catch(() => undefined),
      registry.apply(mark, snapshotOf(...names.map((each) => remote(each, { title: `${mark} ${name}` })))),
    ])
  await Promise.all([...work(one, 'http'), ...work(other, 'dns')])
  const records = ({ registry }: Replica) => registry.all().map(({ record }) => record)
  await expect.poll(() => sameJson(records(one), records(other)), soon).toBe(true)
  expect(records(one).map(({ claims }) => claims.map(({ sourceId }) => sourceId))).toEqual(
    names.map(() => ['http', 'dns']),
  )
  // Of each server: added, then removed and added again in turn.
  await one.feed.stop()
  await other.feed.stop()
  const told = await stored(one)
  for (const name of names) {
    const comings = told.filter(
      (each) => each === `server-added ${name}` || each === `server-removed ${name}`,
    )
    expect(comings.length % 2).toBe(1)
    comings.forEach((each, index) => {
      expect(each).toBe(`server-${index % 2 === 0 ? 'added' : 'removed'} ${name}`)
    })
  }
})

it('makes up for what it missed while the database was away', async () => {
  const [one, other] = await two()
  await one.registry.apply('http', snapshotOf(remote('a'), remote('b')))
  await expect.poll(() => other.registry.all().length, soon).toBe(2)
  // Only what listens is cut, so that the change below is told to nobody.
  await other.registry.caughtUp()
  await cutListeners(one.database)
  await one.registry.apply('http', snapshotOf(remote('a', { title: 'missed' }), remote('c')))
  await expect
    .poll(() => titles(other), soon)
    .toEqual([
      ['a', 'missed'],
      ['c', undefined],
    ])
  await postgres.pause()
  await postgres.resume()
  await one.database.ping()
  await one.registry.register({ name: 'after', url: 'http://after.test/' })
  await expect.poll(() => other.registry.get('after')?.spec.name, soon).toBe('after')
})

async function cutListeners(database: Database): Promise<void> {
  await database.run(
    (queries) => queries.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE query LIKE 'LISTEN %' AND datname = current_database()`,
  )
}

it('shows on every process what waits, and what was decided on any of them', async () => {
  const [one, other] = await two()
  const waiting = ({ registry }: Replica) => registry.held(listHeld.query.parse({})).total
  await one.registry.apply('http', snapshotOf(remote('a'), remote('b')), { newServers: 'held' })
  await expect.poll(() => waiting(other), soon).toBe(2)
  expect(other.events).toEqual([{ kind: 'held-changed', source: 'http', held: 2 }])
  await other.registry.decide({ decision: 'accepted', items: [{ source: 'http', name: 'a' }] })
  await expect.poll(() => titles(one), soon).toEqual([['a', undefined]])
  expect(waiting(one)).toBe(1)
  await expect.poll(() => stored(one), soon).toEqual(['held-changed', 'server-added a', 'held-changed'])
})

it('decides winners anew on every process with one write, told once', async () => {
  const [one, other] = await two()
  await one.registry.apply('http', snapshotOf(remote('a', { title: 'http' })))
  await one.registry.apply('dns', snapshotOf(remote('a', { title: 'dns' })))
  await expect.poll(() => other.registry.get('a')?.record.claims.length, soon).toBe(2)
  await Promise.all([one.registry.setPrecedence(['dns']), other.registry.setPrecedence(['dns'])])
  for (const { registry } of [one, other]) expect(registry.get('a')?.source).toBe('dns')
  const record = ({ registry }: Replica) => registry.get('a')?.record
  await expect.poll(() => sameJson(record(one), record(other)), soon).toBe(true)
  expect(one.registry.get('a')?.record.revision).toBe(3)
  await one.feed.stop()
  await other.feed.stop()
  const changes = (await stored(one)).filter((each) => each === 'server-changed a')
  // The second claim, and the order.
  expect(changes).toHaveLength(2)
})

it('does not age what another process has read again, and ages what another could not read', async () => {
  const clock = registryClock()
  const [one, other] = await two({ clock, failing: { graceMs: 60_000, staleMs: 3_600_000 } })
  const snapshot = snapshotOf(remote('a'))
  await one.registry.apply('http', snapshot)
  await expect.poll(() => other.registry.get('a')?.spec.name, soon).toBe('a')
  /** What was told before is heard when a change that was made after it is. */
  const heard = async (mark: string) => {
    await one.registry.register({ name: mark, url: `http://${mark}.test/` })
    await expect.poll(() => other.registry.get(mark)?.spec.name, soon).toBe(mark)
  }
  const afterMinutes = async (minutes: number) => {
    clock.advance(minutes * 60_000)
    await other.registry.expire()
  }
  clock.advance(1)
  await other.registry.sourceFailed('http', new Error('no answer'))
  clock.advance(1)
  await one.registry.apply('http', snapshot)
  await heard('later')
  await afterMinutes(2)
  expect(other.registry.detail('a').stale).toBe(false)
  await one.registry.sourceFailed('http', new Error('no answer'))
  await heard('still-later')
  await one.registry.stop()
  await afterMinutes(2)
  expect(other.registry.detail('a').stale).toBe(true)
})
