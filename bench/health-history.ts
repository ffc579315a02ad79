/** 10,000 servers checked every 30 s: what a day of their history weighs, and how fast it is kept and read. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { getFleetHealth, getServerHealth } from '@/lib/domain/api/health'
import type { CheckRecord } from '@/lib/health/check-record'
import { packChecks, unpackChecks } from '@/lib/health/history/check-block'
import { Compaction } from '@/lib/health/history/compaction'
import { HealthHistory } from '@/lib/health/history/health-history'
import { DAY, HOUR } from '@/lib/health/history/tiers'
import { shardOf, SHARDS } from '@/lib/health/shard'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import { HistoryStore, type SeriesRow } from '@/lib/store/health-history'
import { percentile, printTable, writeResult } from './report'

const SERVERS = Number(process.env['SERVERS'] ?? 10_000)
const INTERVAL_MS = 30_000
/** As Health saves: one block for each shard. */
const SAVE_MS = 5_000
const START = Date.parse('2026-11-20T00:00:00Z')
const DAYS_BEFORE = 90
const signal = AbortSignal.timeout(3_600_000)

const names = Array.from(
  { length: SERVERS },
  (_, i) =>
    `${['search', 'billing', 'platform', 'data'][i % 4]}/mcp-server-${String(i * 7_919).padStart(8, '0')}`,
)
const rows: Record<string, number | string>[] = []

function note(what: string, value: number, unit: string, cpu?: number): void {
  const rounded = (number: number) => Math.round(number * 100) / 100
  rows.push({ what, value: rounded(value), cpu: cpu === undefined ? '' : rounded(cpu), unit })
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

let seed = 42
function random(): number {
  // Mulberry32: the same numbers at every run.
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

/** A server's checks in a span: log-normal durations around its own median, now and then a minute of failure. */
function checksOf(place: number, from: number, to: number): CheckRecord[] {
  const server = names[place] ?? ''
  const median = 10 + ((place * 37) % 300)
  const checks: CheckRecord[] = []
  let failing = 0
  for (let at = from + ((place * 3_571) % INTERVAL_MS); at < to; at += INTERVAL_MS * (0.9 + random() * 0.2)) {
    failing = failing > 0 ? failing - 1 : random() < 0.001 ? 3 : 0
    const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const isFailed = failing > 0
    checks.push({
      ...{ server, at: Math.round(at), origin: 'probe', maintenance: false, holdsMs: 75_000 },
      durationMs: isFailed ? null : Math.round(median * Math.exp(0.3 * spread) * 10) / 10,
      outcome: isFailed ? 'failed' : 'ok',
      verdict: isFailed ? 'unhealthy' : 'healthy',
      reason: isFailed
        ? {
            code: 'unreachable',
            message: `No answer from https://${server}.internal/mcp: connection refused`,
          }
        : { code: 'ok', message: 'It answers' },
    })
  }
  return checks
}

/** `cpuMs`, of our process, tells what a busy machine hides. */
async function timed<T>(work: () => Promise<T> | T): Promise<{ ms: number; cpuMs: number; result: T }> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - began, cpuMs: (user + system) / 1_000, result }
}

async function spread(what: string, runs: number, work: (run: number) => Promise<unknown>): Promise<void> {
  const all = []
  for (let run = 0; run < runs; run += 1) all.push(await timed(() => work(run)))
  noteAll(what, all)
}

function noteAll(what: string, all: readonly { ms: number; cpuMs: number }[]): void {
  const sorted = (values: number[]) => values.sort((one, other) => one - other)
  const times = sorted(all.map(({ ms }) => ms))
  const cpu = sorted(all.map(({ cpuMs }) => cpuMs))
  note(`${what}, p50`, percentile(times, 0.5), 'ms', percentile(cpu, 0.5))
  note(`${what}, p99`, percentile(times, 0.99), 'ms', percentile(cpu, 0.99))
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
const database = await openDatabase({
  databaseUrl: process.env['DATABASE_URL'],
  dataDir,
  logger: silentLogger,
})
const store = new HistoryStore(database)
const clock = new FakeClock(START)
const compaction = new Compaction({ store, clock, logger: silentLogger })

async function bytesOf(tier: string): Promise<{ count: number; bytes: number }> {
  const [row] = await database.run(
    (queries) => queries.$queryRaw<{ count: number; bytes: number }[]>`
      SELECT count(*)::float8 AS count, coalesce(avg(octet_length(payload)), 0)::float8 AS bytes
      FROM health_series WHERE tier = ${tier}`,
  )
  return row ?? { count: 0, bytes: 0 }
}

async function tableBytes(table: string): Promise<number> {
  const [row] = await database.run(
    (queries) =>
      queries.$queryRaw<
        { bytes: number }[]
      >`SELECT pg_total_relation_size(${table}::regclass)::float8 AS bytes`,
  )
  return row?.bytes ?? 0
}

async function storeBlocks(blocks: { shard: number; checks: CheckRecord[] }[]): Promise<void> {
  for (let start = 0; start < blocks.length; start += 500) {
    const data = blocks.slice(start, start + 500).map(({ shard, checks }) => ({
      shard,
      fromAt: new Date(checks[0]?.at ?? 0),
      toAt: new Date(checks.at(-1)?.at ?? 0),
      payload: Uint8Array.from(packChecks(checks)),
    }))
    await database.run((queries) => queries.checkBlock.createMany({ data }))
  }
}

function blocksOf(checks: CheckRecord[]): { shard: number; checks: CheckRecord[] }[] {
  const groups = Map.groupBy(
    checks.sort((one, other) => one.at - other.at),
    ({ server, at }) => Math.floor(at / SAVE_MS) * SHARDS + shardOf(server),
  )
  return [...groups].map(([key, some]) => ({ shard: key % SHARDS, checks: some }))
}

try {
  // Packing.
  const hour = names.flatMap((_, place) => checksOf(place, START, START + HOUR))
  const blocks = blocksOf(hour)
  const packing = await timed(() => blocks.map(({ checks }) => packChecks(checks)))
  const unpacking = await timed(() =>
    packing.result.reduce((sum, bytes) => sum + unpackChecks(bytes).length, 0),
  )
  const packed = packing.result.reduce((sum, bytes) => sum + bytes.length, 0)
  note('checks in a block', hour.length / blocks.length, 'checks')
  note('a check in a block', packed / hour.length, 'bytes')
  note('pack', hour.length / packing.ms, 'checks/ms', hour.length / packing.cpuMs)
  note('unpack', hour.length / unpacking.ms, 'checks/ms', hour.length / unpacking.cpuMs)

  // One hour: stored as it comes, then compacted shard by shard.
  await storeBlocks(blocks)
  clock.advance(HOUR + 600_000)
  const rounds = []
  for (;;) {
    const round = await timed(() => compaction.compactSome())
    if (round.result === 0) break
    rounds.push(round)
  }
  noteAll('compact a shard and hour', rounds)
  const cpuOfHour = sumOf(rounds.map(({ cpuMs }) => cpuMs))
  note('compact an hour of all servers', sumOf(rounds.map(({ ms }) => ms)) / 1_000, 's', cpuOfHour / 1_000)

  // The rest of a day, as compaction leaves it, and half an hour of the next day in blocks.
  for (let place = 0; place < names.length; place += 50) {
    const some: SeriesRow[] = []
    for (let one = place; one < Math.min(place + 50, names.length); one += 1)
      for (let start = START + HOUR; start < START + DAY; start += HOUR) {
        const payload = packChecks(checksOf(one, start, start + HOUR))
        some.push({ tier: 'raw', server: names[one] ?? '', start, payload })
      }
    await store.exclusively((writes) => writes.put(some))
  }
  const raw = await bytesOf('raw')
  note('an hour of one server, raw', raw.bytes, 'bytes')
  note('a day of all servers, raw, with its indexes', (await tableBytes('health_series')) / 1e6, 'MB')
  await storeBlocks(
    blocksOf(names.flatMap((_, place) => checksOf(place, START + DAY, START + DAY + HOUR / 2))),
  )
  clock.advance(START + DAY + HOUR / 2 - clock.now())

  // The day is over.
  const rolling = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const name: string = after
    const step = await timed(() => compaction.rollUpSome(name))
    after = step.result.at(-1)
    if (step.result.length > 0) rolling.push(step)
  }
  noteAll('roll up a day of 10 servers', rolling)
  const cpuOfDay = sumOf(rolling.map(({ cpuMs }) => cpuMs))
  note('roll up a day of all servers', sumOf(rolling.map(({ ms }) => ms)) / 1_000, 's', cpuOfDay / 1_000)
  for (const tier of ['minute', 'hour', 'day', 'cell'])
    note(`a row of ${tier}s of one server`, (await bytesOf(tier)).bytes, 'bytes')

  // Three months before: every day as the one that is there.
  for (let day = 1; day <= DAYS_BEFORE; day += 1) {
    await database.run(
      (queries) => queries.$executeRaw`
        INSERT INTO health_series (tier, server, start, payload)
        SELECT tier, server, start - ${day} * interval '1 day', payload FROM health_series
        WHERE tier = 'hour' AND start = ${new Date(START)} AND (${day} < 8)
        ON CONFLICT DO NOTHING`,
    )
  }
  await copyMonths()

  const history = new HealthHistory({
    ...{ store, clock, logger: silentLogger },
    now: () => ({}) as never,
    servers: () => names.map((name) => ({ name, tags: [], verdict: 'healthy' as const })),
    incidents: () => Promise.resolve([]),
    maintenance: () => [],
  })
  const series = (query: object) => (run: number) =>
    history.series(names[(run * 37) % SERVERS] ?? '', getServerHealth.query.parse(query))
  await spread('series of a server, 24h', 50, series({ range: '24h' }))
  await spread('series of a server, 7d', 50, series({ range: '7d' }))
  await spread('series of a server, 90d', 50, series({ range: '90d' }))

  globalThis.gc?.()
  const before = process.memoryUsage()
  const fleet = (query: object) => () => history.fleet(getFleetHealth.query.parse(query))
  const early = await timed(() =>
    history.fleet(getFleetHealth.query.parse({ range: '24h' }), { withinMs: 750 }),
  )
  note('fleet, 24h, the first answer after a start', early.ms, 'ms', early.cpuMs)
  const first = await timed(fleet({ range: '24h' }))
  globalThis.gc?.()
  const after = process.memoryUsage()
  note('warm the fleet, 24h of all servers', first.ms / 1_000, 's', first.cpuMs / 1_000)
  note(
    'the fleet in memory',
    (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6,
    'MB',
  )
  await spread('fleet, 24h by 96', 20, fleet({ range: '24h' }))
  await spread('fleet, 1h', 20, fleet({ range: '1h' }))
  const long = await timed(fleet({ range: '90d' }))
  note('fleet, 90d, first', long.ms, 'ms', long.cpuMs)
  await spread('fleet, 90d, again', 10, fleet({ range: '90d' }))
  const week = await timed(fleet({ range: '7d' }))
  note('fleet, 7d, first', week.ms, 'ms', week.cpuMs)
  const answer = await timed(() => JSON.stringify(getFleetHealth.response.parse(first.result)))
  note('fleet, check and write the answer', answer.ms, 'ms', answer.cpuMs)
  note('fleet, answer', answer.result.length / 1e6, 'MB')
  note('all rows, with their indexes', (await tableBytes('health_series')) / 1e6, 'MB')
  await compaction.run(signal)
} finally {
  await database.close()
  rmSync(dataDir, { recursive: true })
}

/** The months before, each day as the newest one, so that reading 90 days reads as much as it would. */
async function copyMonths(): Promise<void> {
  const { unpackSeries, packSeries } = await import('@/lib/health/history/series-row')
  const { packLetters } = await import('@/lib/health/history/hour-letters')
  const months = ['2026-08', '2026-09', '2026-10', '2026-11'].map((month) =>
    Date.parse(`${month}-01T00:00:00Z`),
  )
  for (let place = 0; place < names.length; place += 100) {
    const some = names.slice(place, place + 100)
    const known = await store.rows('day', some, { from: START - 20 * DAY, to: START + DAY })
    const copies: SeriesRow[] = []
    for (const { server, payload } of known) {
      const [summary] = unpackSeries(payload, DAY).values()
      if (!summary) continue
      for (const start of months) {
        const days = start === months.at(-1) ? 20 : 30
        const slots = new Map(Array.from({ length: days }, (_, day) => [day, summary]))
        copies.push({ tier: 'day', server, start, payload: packSeries(slots, DAY) })
        copies.push({ tier: 'cell', server, start, payload: packLetters('h'.repeat(days * 24)) })
      }
    }
    await store.exclusively((writes) => writes.put(copies))
  }
}

printTable(rows)
await writeResult('health-history', { servers: SERVERS, intervalMs: INTERVAL_MS, rows })
