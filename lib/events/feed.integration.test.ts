import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import type { AppEvent } from '@/lib/domain/event'
import { AppError } from '@/lib/kit/app-error'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EVENTS_CHANNEL, EventStore } from '@/lib/store/events'
import { EventBus } from './bus'
import { Feed, type FeedItem } from './feed'

const added = (name: string): AppEvent => ({ kind: 'server-added', name, source: 'manual' })
const never = new AbortController().signal

interface Replica {
  database: Database
  bus: EventBus
  feed: Feed
}

interface Read {
  ids: number[]
  names: string[]
}

async function read(items: AsyncIterable<FeedItem>, count: number): Promise<Read> {
  const ids: number[] = []
  const names: string[] = []
  for await (const item of items) {
    if (item.kind === 'gap') throw new Error('There was a gap')
    if (item.kind === 'entries') {
      for (const { id, event } of item.entries) {
        ids.push(id)
        if ('name' in event) names.push(event.name)
      }
    }
    if (ids.length >= count) break
  }
  return { ids, names }
}

describe('feeds of two processes on one PostgreSQL', () => {
  let postgres: TestPostgres
  let replicas: Replica[]
  let databaseUrl: string
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
    for (let index = 0; index < 2; index += 1) replicas.push(await start())
  })
  afterEach(async () => {
    for (const { feed, database } of replicas) {
      await feed.stop()
      await database.close()
    }
  })

  async function start(storeOf = (database: Database) => new EventStore(database)): Promise<Replica> {
    const database = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger })
    const bus = new EventBus(silentLogger)
    const feed = new Feed({
      store: storeOf(database),
      database,
      channel: EVENTS_CHANNEL,
      bus,
      clock: systemClock,
      logger: silentLogger,
    })
    await feed.start()
    return { database, bus, feed }
  }

  it('tell each reader the same events in the same order, whichever process published them', async () => {
    const [one, other] = replicas as [Replica, Replica]
    const reads = replicas.map(({ feed }) => read(feed.stream({ after: 0, signal: never }), 400))
    for (let index = 0; index < 200; index += 1) {
      one.bus.publish(added(`one-${index}`))
      other.bus.publish(added(`other-${index}`))
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const [left, right] = (await Promise.all(reads)) as [Read, Read]
    expect(left).toEqual(right)
    expect(left.ids).toEqual([...new Set(left.ids)].sort((a, b) => a - b))
    const ownOrder = (prefix: string) => left.names.filter((name) => name.startsWith(prefix))
    expect(ownOrder('one-')).toEqual(Array.from({ length: 200 }, (_, index) => `one-${index}`))
    expect(ownOrder('other-')).toEqual(Array.from({ length: 200 }, (_, index) => `other-${index}`))
  })

  it('lose nothing over an outage of the database, and go on by themselves', async () => {
    const [one, other] = replicas as [Replica, Replica]
    one.bus.publish(added('before'))
    await read(other.feed.stream({ after: 0, signal: never }), 1)
    const reading = read(other.feed.stream({ signal: never }), 101)
    await postgres.pause()
    for (let index = 0; index < 100; index += 1) one.bus.publish(added(`during-${index}`))
    await postgres.resume()
    one.bus.publish(added('after'))
    const { names } = await reading
    expect(names).toEqual([...Array.from({ length: 100 }, (_, index) => `during-${index}`), 'after'])
    expect(one.feed.lost).toBe(0)
  })

  it('store each event once when answers of the store are lost', async () => {
    const [one] = replicas as [Replica, Replica]
    let appends = 0
    /** Every other answer is lost after the store has done what it was asked. */
    class Forgetful extends EventStore {
      override async append(events: Parameters<EventStore['append']>[0]) {
        const entries = await super.append(events)
        appends += 1
        if (appends % 2 === 1) throw new AppError('database-unavailable', 'The answer was lost')
        return entries
      }
    }
    const lossy = await start((database) => new Forgetful(database))
    replicas.push(lossy)
    const names = Array.from({ length: 20 }, (_, index) => `event-${index}`)
    const reading = read(one.feed.stream({ after: 0, signal: never }), 21)
    for (const name of names) lossy.bus.publish(added(name))
    await expect.poll(() => lossy.feed.lastId, { timeout: 30_000 }).toBeGreaterThanOrEqual(20)
    one.bus.publish(added('last'))
    expect((await reading).names).toEqual([...names, 'last'])
  })
})
