import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checksOf, type Pattern, storeBlocks } from '@/e2e/fixtures/check-history'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { getFleetHealth, getServerHealth } from '@/lib/domain/api/health'
import type { HealthNow } from '@/lib/domain/health'
import { AppError } from '@/lib/kit/app-error'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { HistoryStore } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { Compaction } from './compaction'
import { HealthHistory } from './health-history'
import { summarize } from './summary'
import { DAY, HOUR, KEEP_MS, MINUTE } from './tiers'
import { uptimeOf } from './uptime'

const MIDNIGHT = Date.parse('2026-11-20T00:00:00Z')
const SERVERS = [
  { name: 'files', tags: ['core'], verdict: 'healthy' as const },
  { name: 'mail', tags: ['office'], verdict: 'unhealthy' as const },
]

describe.each(['pglite', 'postgres'] as const)('the history of health on %s', (kind) => {
  let directory: DataDirectory
  let postgres: TestPostgres | undefined
  let database: Database
  let store: HistoryStore
  let clock: FakeClock
  let history: HealthHistory

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
    directory = await createdDataDirectory()
    const databaseUrl = await postgres?.createDatabase()
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
    history = created()
  })
  afterEach(async () => {
    await history.stop()
    await database.run((queries) => queries.$executeRaw`TRUNCATE check_block, health_series`)
  })

  function created(): HealthHistory {
    return new HealthHistory({
      ...{ store, logger: silentLogger },
      // The one of the moment: a test may set it back.
      clock: { now: () => clock.now(), after: (delayMs, task) => clock.after(delayMs, task) },
      now(name) {
        if (SERVERS.some((server) => server.name === name)) return { verdict: 'healthy' } as HealthNow
        throw new AppError('not-found', `There is no server named ${name}`)
      },
      servers: () => SERVERS,
      incidents: () => Promise.resolve([]),
      maintenance: (name, { from }) => [
        { title: `Of ${name}`, from: new Date(from).toISOString(), to: new Date(from + HOUR).toISOString() },
      ],
    })
  }
  const at = (ms: number) => clock.advance(MIDNIGHT + ms - clock.now())
  const compact = () =>
    new Compaction({ store, clock, logger: silentLogger }).run(AbortSignal.timeout(600_000))
  const series = (name: string, query: object = {}) =>
    history.series(name, getServerHealth.query.parse(query))
  const fleet = (query: object = {}) => history.fleet(getFleetHealth.query.parse(query))
  const stored = async (pattern: Pattern): Promise<CheckRecord[]> => {
    const checks = checksOf(pattern)
    await storeBlocks(database, checks)
    return checks
  }

  it('shows a day in buckets without gaps, with its checks, also where nobody watched', async () => {
    await stored({ from: MIDNIGHT, to: MIDNIGHT + 6 * HOUR })
    await stored({ from: MIDNIGHT + 12 * HOUR, to: MIDNIGHT + 13 * HOUR })
    at(13 * HOUR)
    const health = await series('files')
    expect(health.buckets).toHaveLength(96)
    const starts = health.buckets.map(({ start }) => Date.parse(start))
    expect(starts.every((start, place) => start === (starts[0] ?? 0) + place * 15 * MINUTE)).toBe(true)
    const unwatched = health.buckets.filter(({ time }) => Object.values(time).every((ms) => ms === 0))
    // Eleven hours of the day before, and six without a check but for the three minutes that the last one held.
    expect(unwatched).toHaveLength((11 + 6) * 4 - 1)
    expect(unwatched.every(({ checks, p95Ms }) => checks === 0 && p95Ms === null)).toBe(true)
    expect(health).toMatchObject({ resolution: 'raw', bucketMs: 15 * MINUTE, uptime: { '24h': 1, '90d': 1 } })
    expect(health.known['24h'] * 24).toBeCloseTo(6 + 1 + 3 / 60, 1)
    expect(health.known['90d'] * 90 * 24).toBeCloseTo(6 + 1 + 3 / 60, 1)
    expect(health.checks).toHaveLength(7 * 60)
    expect(health.maintenance).toMatchObject([{ title: 'Of files' }])
  })

  it('counts what holds now up to now, and no further', async () => {
    await stored({ from: MIDNIGHT, to: MIDNIGHT + 10 * MINUTE })
    at(10 * MINUTE)
    const time = (await series('files', { range: '1h' })).buckets.reduce(
      (sum, one) => sum + one.time.healthy,
      0,
    )
    expect(time).toBe(10 * MINUTE)
  })

  it('leaves maintenance and what was not watched out of the uptime', async () => {
    const checks = checksOf({ from: MIDNIGHT, to: MIDNIGHT + 12 * HOUR, fails: (n) => n >= 60 && n < 180 })
    const inMaintenance = checks.map((check, n) => ({ ...check, maintenance: n >= 60 && n < 120 }))
    await storeBlocks(database, inMaintenance)
    at(12 * HOUR)
    // Two hours down, one of them in maintenance: one of the eleven that count, though ninety days were not watched.
    const { uptime } = await series('files')
    for (const share of Object.values(uptime)) expect(share).toBeCloseTo(10 / 11, 3)
    expect((await history.uptime(['files', 'mail', 'unheard-of'])).get('mail')).toEqual({
      ...{ '24h': null, '7d': null, '30d': null, '90d': null },
    })
  })

  it('tells the uptime of months when the checks are long gone', async () => {
    const checks = await stored({ from: MIDNIGHT, to: MIDNIGHT + 2 * DAY, fails: (n) => n < 288 })
    at(2 * DAY + 10 * MINUTE)
    await compact()
    at(20 * DAY)
    await compact()
    await store.prune('raw', clock.now() - KEEP_MS.raw)
    const truth = uptimeOf(
      summarize(checks, { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY, slotMs: 3 * DAY }).get(0)?.time ??
        expect.fail(),
    )
    expect((await series('files')).uptime).toEqual({ '24h': null, '7d': null, '30d': truth, '90d': truth })
    const month = await series('files', { range: '30d' })
    expect(month).toMatchObject({ resolution: 'hour', bucketMs: 8 * HOUR, checks: [] })
    expect(month.buckets.reduce((sum, bucket) => sum + bucket.failed, 0)).toBe(288)
  })

  it('zooms into a span, as finely as it is kept', async () => {
    await stored({ from: MIDNIGHT, to: MIDNIGHT + DAY })
    at(2 * DAY)
    await compact()
    const zoom = { from: '2026-11-20T10:00:00Z', to: '2026-11-20T11:00:00Z' }
    const near = await series('files', zoom)
    expect(near).toMatchObject({ resolution: 'raw', bucketMs: MINUTE, checks: [] })
    expect(near.buckets.map(({ checks }) => checks)).toEqual(Array.from({ length: 60 }, () => 1))
    at(90 * DAY)
    await store.prune('raw', clock.now() - KEEP_MS.raw)
    await store.prune('minute', clock.now() - KEEP_MS.minute)
    expect((await series('files', zoom)).buckets).toMatchObject([{ checks: 60 }])
  })

  it('refuses unknown servers and spans that are none', async () => {
    await expect(series('nobody')).rejects.toMatchObject({ code: 'not-found' })
    const span = { from: '2026-11-19T00:00:00Z', to: '2026-11-18T00:00:00Z' }
    await expect(series('files', span)).rejects.toMatchObject({ code: 'bad-input' })
    await expect(fleet(span)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('shows the fleet by letters and numbers, and takes in what any process stores', async () => {
    at(DAY - 1)
    const files = await stored({ from: MIDNIGHT, to: MIDNIGHT + DAY, fails: (n) => n >= 600 && n < 660 })
    const day = await fleet()
    expect(day.rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['files', 'healthy'],
      ['mail', 'unhealthy'],
    ])
    const truth = summarize(files, { from: MIDNIGHT, to: MIDNIGHT + DAY, slotMs: DAY }).get(0)
    expect(day.rows[0]).toMatchObject({ checks: 1_440, failed: 60, changes: 2 })
    expect(day.rows[0]?.uptime).toBeCloseTo(1_380 / 1_440, 3)
    expect(day.rows[0]?.p95Ms).toBeCloseTo(truth?.histogram.quantile(0.95) ?? 0, 1)
    expect(day.rows[0]?.cells).toBe('h'.repeat(40) + 'u'.repeat(4) + 'h'.repeat(52))
    // One cell for all: an hour of the day is too little to colour it.
    expect((await fleet({ buckets: 1 })).rows[0]).toMatchObject({ checks: 1_440, failed: 60, cells: 'h' })
    expect(day.rows[1]).toMatchObject({ checks: 0, uptime: null, p95Ms: null, cells: '.'.repeat(96) })
    expect(day.distribution.reduce((sum, { count }) => sum + count, 0)).toBe(1_380)
    await stored({ server: 'mail', from: MIDNIGHT + DAY - HOUR, to: MIDNIGHT + DAY })
    at(DAY + MINUTE)
    expect((await fleet()).rows[1]).toMatchObject({ checks: 60 })
    expect((await fleet({ tag: 'core' })).rows.map(({ name }) => name)).toEqual(['files'])
    expect((await fleet({ name: ['mail', 'nobody'] })).rows.map(({ name }) => name)).toEqual(['mail'])
  })

  it('shows the same fleet before compaction, after it, and to a process that starts', async () => {
    await stored({ from: MIDNIGHT, to: MIDNIGHT + 20 * HOUR, fails: (n) => n % 100 < 10 })
    at(20 * HOUR)
    const before = await fleet()
    await compact()
    expect(await fleet()).toEqual(before)
    at(20 * HOUR + 10 * MINUTE)
    const later = await fleet()
    expect(later.rows[0]).toMatchObject({ checks: 1_200, failed: 120, changes: 23 })
    history = created()
    expect(await fleet()).toEqual(later)
  })

  it('joins days from the store with the last one from memory', async () => {
    const checks = await stored({
      from: MIDNIGHT,
      to: MIDNIGHT + 3 * DAY + 10 * HOUR,
      fails: (n) => n % 100 < 10,
    })
    at(3 * DAY + 10 * HOUR)
    await compact()
    await store.prune('raw', clock.now() - KEEP_MS.raw)
    const now = clock.now()
    const truth = summarize(checks, { from: MIDNIGHT, to: now, slotMs: 10 * DAY }).get(0) ?? expect.fail()
    for (const range of ['7d', '30d', '90d']) {
      const { rows, bucketMs, from } = await fleet({ range })
      expect(rows[0]).toMatchObject({ checks: truth.checks, failed: truth.failed, changes: truth.changes })
      expect(rows[0]?.uptime).toBeCloseTo(uptimeOf(truth.time) ?? 0, 4)
      const [whole] = (await fleet({ range, buckets: 1 })).rows
      expect(whole).toMatchObject({ ...rows[0], cells: 'u' })
      const watched = rows[0]?.cells.slice(Math.floor((MIDNIGHT - Date.parse(from)) / bucketMs)) ?? ''
      expect(watched).toBe('u'.repeat(Math.ceil((now - MIDNIGHT) / bucketMs)))
    }
  })

  it('reads the fleet anew when the clock has stepped back', async () => {
    await stored({ from: MIDNIGHT, to: MIDNIGHT + 12 * HOUR })
    at(12 * HOUR)
    expect((await fleet({ range: '6h' })).rows[0]).toMatchObject({ checks: 360, uptime: 1 })
    clock = new FakeClock(MIDNIGHT + 11 * HOUR)
    const { rows, to } = await fleet({ range: '6h' })
    expect(to).toBe('2026-11-20T11:00:00.000Z')
    expect(rows[0]?.uptime).toBe(1)
    expect(rows[0]?.checks).toBeLessThanOrEqual(365)
  })
})
