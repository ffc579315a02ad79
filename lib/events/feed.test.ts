import { describe, expect, it } from 'vitest'
import type { AppEvent, FeedEntry } from '@/lib/domain/event'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { EventBus } from './bus'
import { Feed, type FeedItem } from './feed'

const added = (name: string): AppEvent => ({ kind: 'server-added', name, source: 'manual' })

/** The store's law in memory: ids rise in the order of storing, and each append is told to every process. */
class MemoryStore {
  entries: FeedEntry[] = []
  reads = 0
  listeners = new Set<(payload: string) => void>()
  /** Set to make the store unreachable. */
  away = false
  nextId = 1

  append = async (events: { at: string; event: AppEvent }[]): Promise<FeedEntry[]> => {
    await Promise.resolve()
    if (this.away) throw new Error('connection refused')
    if (events.some(({ event }) => 'name' in event && event.name === 'poison')) throw new Error('bad row')
    const entries = events.map((entry) => ({ id: this.nextId++, ...entry }))
    this.entries.push(...entries)
    for (const listener of this.listeners) listener(String(entries.at(-1)?.id))
    return entries
  }
  after = async (id: number, limit: number) => {
    this.reads += 1
    await Promise.resolve()
    return this.entries.filter((entry) => entry.id > id).slice(0, limit)
  }
  recent = ({ limit }: { limit: number }) => Promise.resolve(this.entries.toReversed().slice(0, limit))
  lastId = () => Promise.resolve(this.entries.at(-1)?.id ?? 0)
  ping = () => (this.away ? Promise.reject(new Error('away')) : Promise.resolve())
  listen = (_: string, onPayload: (payload: string) => void) => {
    this.listeners.add(onPayload)
    return Promise.resolve(() => {
      this.listeners.delete(onPayload)
      return Promise.resolve()
    })
  }
}

async function startFeed(store = new MemoryStore(), caughtUp?: () => Promise<void>) {
  const bus = new EventBus(silentLogger)
  // Backoff in no time: what is waited for is the condition, not the delay.
  const clock = {
    ...systemClock,
    after: (ms: number, task: () => void) => systemClock.after(ms > 10_000 ? ms : 1, task),
  }
  const feed = new Feed({
    store,
    database: store,
    channel: 'events',
    bus,
    clock,
    logger: silentLogger,
    ...(caughtUp && { caughtUp }),
  })
  await feed.start()
  return { store, bus, feed }
}

/** Reads until `count` entries have come; the ids, in the order in which they came. */
async function readIds(items: AsyncIterable<FeedItem>, count: number): Promise<number[]> {
  const ids: number[] = []
  for await (const item of items) {
    if (item.kind === 'entries') ids.push(...item.entries.map((entry) => entry.id))
    if (ids.length >= count) break
  }
  return ids
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const never = new AbortController().signal

describe('Feed', () => {
  it('leaves what other processes did to them, as they have stored it; who listens here hears of it', async () => {
    const { store, bus, feed } = await startFeed()
    const heard: AppEvent[] = []
    bus.subscribe((event) => heard.push(event))
    const read = readIds(feed.stream({ signal: never }), 1)
    bus.echo(added('theirs'))
    bus.publish(added('ours'))
    await read
    expect(heard).toEqual([added('theirs'), added('ours')])
    expect(store.entries.map(({ event }) => event)).toEqual([added('ours')])
  })

  it('stores what comes with its own change after all that was published before, and tells it everywhere', async () => {
    const { store, bus, feed } = await startFeed()
    const heard: AppEvent[] = []
    bus.subscribe((event) => heard.push(event))
    const stored: FeedEntry[] = []
    feed.onStored((entries) => stored.push(...entries))
    const read = readIds(feed.stream({ signal: never }), 3)
    bus.publish(added('before'))
    await bus.publishWith(() =>
      store.append([{ at: new Date().toISOString(), event: added('with its change') }]),
    )
    bus.publish(added('after'))
    expect(await read).toEqual([1, 2, 3])
    const inOrder = [added('before'), added('with its change'), added('after')]
    expect(heard).toEqual(inOrder)
    expect(store.entries.map(({ event }) => event)).toEqual(inOrder)
    expect(stored.map(({ event }) => event)).toEqual(inOrder)
  })

  it('makes no change whose news would come before what waits for the store', async () => {
    const { store, bus } = await startFeed()
    store.away = true
    bus.publish(added('waits'))
    let changes = 0
    const change = () => {
      changes += 1
      return Promise.resolve([])
    }
    await expect(bus.publishWith(change)).rejects.toMatchObject({ code: 'database-unavailable' })
    expect(changes).toBe(0)
    store.away = false
    await expect.poll(() => store.entries.length).toBe(1)
    await bus.publishWith(change)
    expect(changes).toBe(1)
  })

  it('tells of what another process did only when it can be seen in this one', async () => {
    const caughtUp = Promise.withResolvers<undefined>()
    let asked = 0
    const { store, feed } = await startFeed(new MemoryStore(), async () => {
      asked += 1
      // Nothing was missed at the start.
      if (asked > 1) await caughtUp.promise
    })
    const seen: number[] = []
    const read = readIds(feed.stream({ after: 0, signal: never }), 1).then((ids) => seen.push(...ids))
    await store.append([{ at: new Date().toISOString(), event: added('theirs') }])
    await expect.poll(() => asked).toBe(2)
    expect(seen).toEqual([])
    caughtUp.resolve(undefined)
    await read
    expect(seen).toEqual([1])
  })

  it('numbers what the bus tells and hands it to a reader', async () => {
    const { bus, feed } = await startFeed()
    const read = readIds(feed.stream({ signal: never }), 3)
    bus.publish(added('a'), added('b'))
    bus.publish(added('c'))
    expect(await read).toEqual([1, 2, 3])
  })

  it('replays after an id and goes on live, without a gap or a duplicate', async () => {
    const { bus, feed, store } = await startFeed()
    for (let i = 0; i < 40; i += 1) bus.publish(added(`s${i}`))
    await readIds(feed.stream({ after: 0, signal: never }), 40)
    const read = readIds(feed.stream({ after: 10, signal: never }), 90)
    for (let i = 0; i < 60; i += 1) {
      bus.publish(added(`t${i}`))
      if (i % 7 === 0) await Promise.resolve()
    }
    expect(await read).toEqual(range(11, 100))
    expect(store.entries).toHaveLength(100)
  })

  it('replays from the store what memory no longer has', async () => {
    const store = new MemoryStore()
    await store.append(
      range(1, 2_000).map((n) => ({ at: '2026-01-01T00:00:00.000Z', event: added(`s${n}`) })),
    )
    const { bus, feed } = await startFeed(store)
    const read = readIds(feed.stream({ after: 500, signal: never }), 1_501)
    bus.publish(added('last'))
    expect(await read).toEqual(range(501, 2_001))
  })

  it('reads the store once for a hundred live readers, not once for each', async () => {
    const { bus, feed, store } = await startFeed()
    const reads = range(1, 100).map(() => readIds(feed.stream({ signal: never }), 50))
    await Promise.resolve()
    expect(feed.readers).toBe(100)
    expect(store.listeners.size).toBe(1)
    const before = store.reads
    for (let i = 0; i < 50; i += 1) bus.publish(added(`s${i}`))
    for (const ids of await Promise.all(reads)) expect(ids).toEqual(range(1, 50))
    expect(store.reads - before).toBeLessThan(20)
    expect(feed.readers).toBe(0)
  })

  it('shows what another process stored, in order with its own', async () => {
    const { bus, feed, store } = await startFeed()
    const read = readIds(feed.stream({ after: 0, signal: never }), 30)
    for (let i = 0; i < 10; i += 1) {
      bus.publish(added(`own${i}`))
      await store.append([
        { at: '2026-01-01T00:00:00.000Z', event: added(`other${i}`) },
        { at: '2026-01-01T00:00:00.000Z', event: added(`more${i}`) },
      ])
    }
    expect(await read).toEqual(range(1, 30))
  })

  it('reads again when the database listener has been away', async () => {
    const { feed, store } = await startFeed()
    const read = readIds(feed.stream({ signal: never }), 1)
    await Promise.resolve()
    const [listener] = store.listeners
    store.listeners.clear()
    await store.append([{ at: '2026-01-01T00:00:00.000Z', event: added('unheard') }])
    listener?.('')
    expect(await read).toEqual([1])
  })

  it('loses nothing while the database is away, and keeps the order', async () => {
    const { bus, feed, store } = await startFeed()
    store.away = true
    const read = readIds(feed.stream({ signal: never }), 2_500)
    for (let i = 0; i < 2_500; i += 1) bus.publish(added(`s${i}`))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(store.entries).toHaveLength(0)
    store.away = false
    expect(await read).toEqual(range(1, 2_500))
    expect(store.entries.map(({ event }) => 'name' in event && event.name)).toEqual(
      range(0, 2_499).map((i) => `s${i}`),
    )
    expect(feed.lost).toBe(0)
  })

  it('leaves out an event that the store refuses, and goes on with the others', async () => {
    const { bus, feed, store } = await startFeed()
    const read = readIds(feed.stream({ signal: never }), 2)
    bus.publish(added('a'), added('poison'), added('b'))
    await read
    expect(store.entries.map(({ event }) => 'name' in event && event.name)).toEqual(['a', 'b'])
    expect(feed.lost).toBe(1)
  })

  it('tells a reader whose id is older than what is kept, and goes on with what there is', async () => {
    const store = new MemoryStore()
    store.nextId = 101
    await store.append([{ at: '2026-01-01T00:00:00.000Z', event: added('kept') }])
    const { feed } = await startFeed(store)
    const stream = feed.stream({ after: 5, signal: never })
    expect((await stream.next()).value).toEqual({ kind: 'gap', resumeAt: 100 })
    expect((await stream.next()).value).toMatchObject({ kind: 'entries', entries: [{ id: 101 }] })
    await stream.return(undefined)
  })

  it('tells a reader whose id comes from a newer database than this one', async () => {
    const { bus, feed } = await startFeed()
    const stream = feed.stream({ after: 900, signal: never })
    expect((await stream.next()).value).toEqual({ kind: 'gap', resumeAt: 0 })
    bus.publish(added('a'))
    expect((await stream.next()).value).toMatchObject({ kind: 'entries', entries: [{ id: 1 }] })
    await stream.return(undefined)
  })

  it('ends when the reader goes away', async () => {
    const { feed } = await startFeed()
    const leaving = new AbortController()
    const next = feed.stream({ signal: leaving.signal }).next()
    leaving.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(feed.readers).toBe(0)
  })

  it('ends readers with a reason when the server stops, and stores what waited', async () => {
    const { bus, feed, store } = await startFeed()
    const next = feed.stream({ signal: never }).next()
    bus.publish(added('last'))
    await feed.stop()
    expect((await next).value).toEqual({ kind: 'end', reason: 'shutting-down' })
    expect(store.entries).toHaveLength(1)
    expect(store.listeners.size).toBe(0)
  })

  it('does not hang at the end when the database is away', async () => {
    const { bus, feed, store } = await startFeed()
    store.away = true
    bus.publish(added('late'))
    const startedAt = Date.now()
    await feed.stop(50)
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })

  it('bounds what it holds while the database is away', async () => {
    const { bus, feed, store } = await startFeed()
    store.away = true
    const many = range(1, 60_000).map((n) => added(`s${n}`))
    bus.publish(...many)
    bus.publish(...many)
    expect(feed.lost).toBe(20_000)
    await feed.stop(10)
  })
})
