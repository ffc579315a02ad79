import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checksOf, storeBlocks } from '@/e2e/fixtures/check-history'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Bucket } from '@/lib/domain/health'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { HistoryStore, HistoryWrites } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { Compaction } from './compaction'
import { mergeChecks } from './merge-checks'
import { readPasts } from './past'
import { readSeries } from './series'
import { emptySummary, summarize, toBucket } from './summary'
import { DAY, HOUR, KEEP_MS, MINUTE } from './tiers'

const MIDNIGHT = Date.parse('2026-11-20T00:00:00Z')
const signal = AbortSignal.timeout(600_000)

/** What a reader must see of all those checks, worked out from them alone. */
function truth(checks: readonly CheckRecord[], from: number, to: number, slotMs: number): Bucket[] {
  const summaries = summarize(mergeChecks(checks), { from, to, slotMs })
  return Array.from({ length: Math.ceil((to - from) / slotMs) }, (_, place) =>
    toBucket(from + place * slotMs, summaries.get(place) ?? emptySummary()),
  )
}

describe.each(['pglite', 'postgres'] as const)('compaction on %s', (kind) => {
  let directory: DataDirectory
  let postgres: TestPostgres | undefined
  let databaseUrl: string | undefined
  let database: Database
  let store: HistoryStore
  let clock: FakeClock
  let compaction: Compaction

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
    directory = await createdDataDirectory()
    databaseUrl = await postgres?.createDatabase()
    database = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger })
  })
  afterAll(async () => {
    await database.close()
    await postgres?.stop()
    directory[Symbol.dispose]()
  })
  beforeEach(() => {
    store = new HistoryStore(database)
    clock = new FakeClock(MIDNIGHT)
    compaction = new Compaction({ store, clock, logger: silentLogger })
  })
  afterEach(() => database.run((queries) => queries.$executeRaw`TRUNCATE check_block, health_series, server`))

  const at = (ms: number) => clock.advance(MIDNIGHT + ms - clock.now())
  const run = (one = compaction) => one.run(signal)

  async function seen(from: number, to: number, bucketMs: number, server = 'files'): Promise<Bucket[]> {
    const past = (await readPasts(store, [server], clock.now())).get(server)
    if (!past) throw new Error('It has no past')
    return (await readSeries(store, past, { from, to, bucketMs }, clock.now())).buckets
  }
  const rowsOf = async (tier: 'raw' | 'minute' | 'hour' | 'day', server = 'files') =>
    (await store.rows(tier, [server], { from: 0, to: MIDNIGHT + 100 * DAY })).length

  it('shows the same before and after checks were moved and rolled up, at every resolution', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 27 * HOUR, fails: (n) => n % 97 < 5 })
    await storeBlocks(database, checks)
    at(27 * HOUR)
    const [from, to] = [MIDNIGHT, MIDNIGHT + 27 * HOUR]
    const hours = truth(checks, from, to, HOUR)
    expect(await seen(from, to, HOUR)).toEqual(hours)
    await run()
    // Of the hour that has just ended.
    expect(await store.blocks()).toHaveLength(12)
    expect([await rowsOf('minute'), await rowsOf('hour'), await rowsOf('day')]).toEqual([1, 1, 1])
    expect(await seen(from, to, HOUR)).toEqual(hours)
    // Without the checks of the day, the summaries have to tell.
    at(52 * HOUR)
    await run()
    expect(await store.prune('raw', clock.now() - KEEP_MS.raw)).toBeGreaterThan(20)
    const end = MIDNIGHT + 2 * DAY
    expect(await seen(from, end, HOUR)).toEqual(truth(checks, from, end, HOUR))
    expect(await seen(from, end, MINUTE)).toEqual(truth(checks, from, end, MINUTE))
    expect(await seen(from, end, DAY)).toEqual(truth(checks, from, end, DAY))
  })

  it('counts nothing twice when a step fails in its middle and is done again', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + DAY, fails: (n) => n % 50 === 0 })
    await storeBlocks(database, checks)
    at(26 * HOUR)
    const put = Object.getOwnPropertyDescriptor(HistoryWrites.prototype, 'put')?.value as HistoryWrites['put']
    let failures = 0
    try {
      // Each step fails once, after it has written: as if the process had died before its commit.
      const failed = new Set<string>()
      HistoryWrites.prototype.put = async function (rows) {
        await put.call(this, rows)
        const step = `${rows[0]?.tier} ${rows.at(-1)?.start}`
        if (failed.has(step)) return
        failed.add(step)
        failures += 1
        throw new Error('The process died')
      }
      for (const hours of [7, 13, 19, 26]) {
        at(hours * HOUR)
        let outcome = ''
        while (outcome !== 'done') outcome = await run().then(() => 'done', String)
      }
    } finally {
      HistoryWrites.prototype.put = put
    }
    expect(failures).toBe(5)
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, HOUR)).toEqual(truth(checks, MIDNIGHT, MIDNIGHT + DAY, HOUR))
    at(51 * HOUR)
    await run()
    await store.prune('raw', clock.now())
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, DAY)).toEqual(truth(checks, MIDNIGHT, MIDNIGHT + DAY, DAY))
  })

  it('counts nothing twice when two compact at once', async () => {
    const other = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger }).catch(
      () => undefined,
    )
    try {
      const servers = ['files', 'mail', 'search', 'wiki']
      const checks = servers.flatMap((server) => checksOf({ server, from: MIDNIGHT, to: MIDNIGHT + DAY }))
      await storeBlocks(database, checks)
      at(26 * HOUR)
      // The embedded database is for one process alone, in which two may still meet.
      const second = new Compaction({
        store: new HistoryStore(other ?? database),
        clock,
        logger: silentLogger,
      })
      await Promise.all([run(), run(second), run(), run(second)])
      await run()
      for (const server of servers) {
        const own = checks.filter((check) => check.server === server)
        const day = truth(own, MIDNIGHT, MIDNIGHT + DAY, DAY)
        expect(await seen(MIDNIGHT, MIDNIGHT + DAY, DAY, server)).toEqual(day)
      }
    } finally {
      await other?.close()
    }
  })

  it('takes in blocks that come late, also when their day was rolled up, and those stored twice once', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + DAY, fails: (n) => n > 300 && n < 340 })
    const isLate = ({ at: time }: CheckRecord) => time > MIDNIGHT + 4 * HOUR && time < MIDNIGHT + 6 * HOUR
    await storeBlocks(
      database,
      checks.filter((check) => !isLate(check)),
    )
    at(24.2 * HOUR)
    await run()
    await storeBlocks(database, checks.filter(isLate))
    await storeBlocks(database, checks.filter(isLate))
    const day = truth(checks, MIDNIGHT, MIDNIGHT + DAY, HOUR)
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, HOUR)).toEqual(day)
    await run()
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, HOUR)).toEqual(day)
    at(49 * HOUR)
    await run()
    await store.prune('raw', clock.now())
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, HOUR)).toEqual(day)
  })

  it('leaves out what comes so late that the checks around it are gone', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 3 * DAY })
    const isLate = ({ at: time }: CheckRecord) => time > MIDNIGHT + 4 * HOUR && time < MIDNIGHT + 6 * HOUR
    const inTime = checks.filter((check) => !isLate(check))
    await storeBlocks(database, inTime)
    at(72.2 * HOUR)
    await run()
    expect(await store.prune('raw', clock.now() - KEEP_MS.raw)).toBe(44)
    const days = truth(inTime, MIDNIGHT, MIDNIGHT + 3 * DAY, DAY)
    await storeBlocks(database, checks.filter(isLate))
    expect(await seen(MIDNIGHT, MIDNIGHT + 3 * DAY, DAY)).toEqual(days)
    await run()
    expect(await store.blocks()).toEqual([])
    expect(await seen(MIDNIGHT, MIDNIGHT + 3 * DAY, DAY)).toEqual(days)
  })

  it('keeps what was found while Portolan was away for days', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 5 * HOUR })
    await storeBlocks(database, checks)
    at(3.5 * HOUR)
    await run()
    at(10 * DAY)
    await run()
    await store.prune('raw', clock.now() - KEEP_MS.raw)
    expect(await seen(MIDNIGHT, MIDNIGHT + DAY, DAY)).toEqual(truth(checks, MIDNIGHT, MIDNIGHT + DAY, DAY))
  })

  it('never counts more time than there was when the clock stepped back an hour', async () => {
    const before = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 12 * HOUR })
    const again = checksOf({ from: MIDNIGHT + 11 * HOUR + 17, to: MIDNIGHT + DAY })
    await storeBlocks(database, before)
    at(12.2 * HOUR)
    await run()
    await storeBlocks(database, again)
    const back = new FakeClock(MIDNIGHT + 11.5 * HOUR)
    await run(new Compaction({ store, clock: back, logger: silentLogger }))
    at(24.2 * HOUR)
    await run()
    const hours = await seen(MIDNIGHT, MIDNIGHT + DAY, HOUR)
    expect(hours).toEqual(truth([...before, ...again], MIDNIGHT, MIDNIGHT + DAY, HOUR))
    expect(hours.map(({ checks }) => checks)).toEqual(hours.map((_, hour) => (hour === 11 ? 120 : 60)))
    const watched = hours.map(({ time }) => Object.values(time).reduce((sum, ms) => sum + ms, 0))
    expect(Math.max(...watched)).toBeLessThanOrEqual(HOUR)
  })

  it('counts what held over midnight when the next check comes a day later', async () => {
    const checks = checksOf({ from: MIDNIGHT + 20 * HOUR, to: MIDNIGHT + 80 * HOUR, intervalMs: 20 * HOUR })
    const span = [MIDNIGHT, MIDNIGHT + 7 * DAY, DAY] as const
    for (let day = 1; day <= 7; day += 1) {
      const [begin, end] = [MIDNIGHT + (day - 1) * DAY, MIDNIGHT + day * DAY]
      await storeBlocks(
        database,
        checks.filter(({ at: time }) => time >= begin && time < end),
      )
      at(day * DAY + 600_000)
      await run()
      await store.prune('raw', clock.now() - KEEP_MS.raw)
    }
    expect(await seen(...span)).toEqual(truth(checks, ...span))
  })

  it('goes on past a block that is damaged', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + HOUR })
    await storeBlocks(database, checks)
    await database.run(
      (queries) => queries.$executeRaw`
      UPDATE check_block SET payload = decode('00ff00ff00ff00ff', 'hex') WHERE id = (SELECT min(id) FROM check_block)`,
    )
    at(1.2 * HOUR)
    await run()
    const [hour] = await seen(MIDNIGHT, MIDNIGHT + HOUR, HOUR)
    expect(hour?.checks).toBe(55)
    expect(await store.blocks()).toEqual([])
  })

  it('goes on past an hour and a day that are damaged, and shows the rest', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 2 * DAY })
    await storeBlocks(
      database,
      checks.filter(({ at: time }) => time < MIDNIGHT + DAY),
    )
    at(24.2 * HOUR)
    await run()
    await database.run(
      (queries) => queries.$executeRaw`
      UPDATE health_series SET payload = decode('00ff00ff00ff00ff', 'hex')
      WHERE tier IN ('minute', 'day') OR (tier = 'raw' AND start = ${new Date(MIDNIGHT + 23 * HOUR)})`,
    )
    await storeBlocks(
      database,
      checks.filter(({ at: time }) => time >= MIDNIGHT + DAY),
    )
    expect(await seen(MIDNIGHT, MIDNIGHT + 3 * DAY, DAY)).toHaveLength(3)
    at(48.2 * HOUR)
    await run()
    const days = await seen(MIDNIGHT, MIDNIGHT + 2 * DAY, DAY)
    expect(days.map((day) => day.checks)).toEqual([23 * 60, 24 * 60])
  })

  it('forgets what is old, and servers that are gone for a week', async () => {
    await storeBlocks(database, checksOf({ from: MIDNIGHT, to: MIDNIGHT + 2 * HOUR }))
    await storeBlocks(database, checksOf({ server: 'kept', from: MIDNIGHT, to: MIDNIGHT + 2 * HOUR }))
    await database.run(
      (queries) => queries.$executeRaw`
      INSERT INTO server (name, revision, claims, created_at, updated_at) VALUES ('kept', 1, '', now(), now())`,
    )
    at(24.2 * HOUR)
    await run()
    await store.pruneGone(clock.now() - 7 * DAY)
    expect(await rowsOf('day')).toBe(1)
    at(10 * DAY)
    await run()
    await store.pruneGone(clock.now() - 7 * DAY)
    expect([await rowsOf('raw'), await rowsOf('day'), await rowsOf('day', 'kept')]).toEqual([0, 0, 1])
    await store.prune('minute', clock.now() - KEEP_MS.minute)
    expect([await rowsOf('minute', 'kept'), await rowsOf('hour', 'kept')]).toEqual([0, 1])
    await store.tidy()
  })
})
