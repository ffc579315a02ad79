/**
 * 10,000 servers, each checked every 30 s, by one process: how late checks begin, and what that costs of a core, of
 * memory and of the embedded database; then 500 of the servers fail at the same instant, and come back. The whole
 * program is composed as it runs; the servers are in another process. SERVERS, INTERVAL_MS and ROUNDS may be set.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../e2e/servers/pool-harness'
import { readEnv } from '@/lib/config/env'
import { healthRulesSchema } from '@/lib/domain/health'
import { readServerDocument } from '@/lib/domain/server-document'
import type { Snapshot } from '@/lib/domain/snapshot'
import { silentLogger } from '@/lib/kit/logger'
import { compose, type Runtime } from '@/lib/runtime/compose'
import { FarSide } from './health-scale/far-side'
import { percentile, printTable, writeResult } from './report'

const SERVERS = Number(process.env.SERVERS ?? 10_000)
const INTERVAL_MS = Number(process.env.INTERVAL_MS ?? 30_000)
/** Intervals that are measured, one row each. */
const ROUNDS = Number(process.env.ROUNDS ?? 3)
const FAILING = Math.min(500, SERVERS / 4)
/** So many hang all the time: they must not hold up the others. */
const HANGING = SERVERS / 100

type Row = Record<string, number | string>

const farSide = await FarSide.start()
const dataDir = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
const runtime = await compose(
  readEnv({ PORTOLAN_DATA_DIR: dataDir, PORTOLAN_PRIVATE_ADDRESSES: 'allow' }),
  silentLogger,
)
const rows: Row[] = []
let burst: Row = {}
try {
  await farSide.set({ hung: { from: SERVERS - HANGING, to: SERVERS } })
  await runtime.health.setRules(healthRulesSchema.parse({ all: { intervalMs: INTERVAL_MS, graceMs: 0 } }))
  await runtime.registry.apply('http', snapshot())
  rows.push(await measure('all new', runtime, firstSweep))
  // What is late is told of the last minute: let the first sweep be out of it.
  await sleep(Number(process.env.SETTLE_MS ?? 60_000))
  for (let round = 1; round <= ROUNDS; round += 1)
    rows.push(await measure(`round ${round}`, runtime, () => sleep(INTERVAL_MS)))
  rows.push(await measure(`${FAILING} fail`, runtime, async () => (burst = await fail(runtime))))
  printTable(rows)
  printTable([burst])
  await writeResult('health-scale', {
    bench: 'health-scale',
    ...{ servers: SERVERS, intervalMs: INTERVAL_MS, hanging: HANGING, rows, burst },
  })
} finally {
  await runtime.stop()
  await farSide.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit(0)

function snapshot(): Snapshot {
  const candidates = Array.from({ length: SERVERS }, (_, number) => {
    const team = ['search', 'billing', 'platform', 'data', 'support'][number % 5] ?? 'none'
    const document = { url: farSide.urlOf(number), tags: [team, `zone-${number % 11}`] }
    const { candidate } = readServerDocument(nameOf(number), document)
    if (!candidate) throw new Error('A server of the bench is none')
    return { ...candidate, origin: { place: 'https://catalogue.test/servers.json' } }
  })
  return { candidates, problems: [] }
}

function nameOf(number: number): string {
  return `team-${number % 5}.server-${number}`
}

async function firstSweep(): Promise<void> {
  const known = () => SERVERS - runtime.health.stats().perVerdict.unknown
  await until(() => known() >= SERVERS - HANGING, 20 * INTERVAL_MS)
}

/** What it took while `work` went on. */
async function measure(what: string, { health }: Runtime, work: () => Promise<unknown>): Promise<Row> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const before = { swept: health.stats().swept, written: await walBytes(), rows: await rowsWritten() }
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  delay.enable()
  await work()
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const ms = performance.now() - began
  const { swept, lagMs, unsaved, lost } = health.stats()
  globalThis.gc?.()
  return {
    what,
    seconds: round(ms / 1_000),
    'checks/s': round(((swept - before.swept) * 1_000) / ms),
    'lag p50 ms': round(lagMs.p50 ?? Number.NaN),
    'lag p99 ms': round(lagMs.p99 ?? Number.NaN),
    'lag max ms': round(lagMs.max ?? Number.NaN),
    '% of a core': round((user + system) / 10 / ms),
    'ms CPU/check': Math.round((user + system) / (swept - before.swept)) / 1_000,
    'loop p99 ms': round(delay.percentile(99) / 1e6),
    'RSS MB': round(process.memoryUsage.rss() / 1024 ** 2),
    'heap MB': round(process.memoryUsage().heapUsed / 1024 ** 2),
    'rows/s': round((((await rowsWritten()) - before.rows) * 1_000) / ms),
    'WAL KB/s': round(((await walBytes()) - before.written) / 1.024 / ms),
    unsaved,
    lost,
  }
}

/** What the database has written to its log since it was made, in bytes. */
async function walBytes(): Promise<number> {
  const [row] = await runtime.database.run(
    (queries) => queries.$queryRaw<{ bytes: number }[]>`
      SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 AS bytes`,
  )
  return row?.bytes ?? 0
}

async function rowsWritten(): Promise<number> {
  const [row] = await runtime.database.run(
    (queries) => queries.$queryRaw<{ rows: number }[]>`
      SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS rows FROM pg_stat_user_tables`,
  )
  return row?.rows ?? 0
}

/** Many servers fail at the same instant and come back: when each was known to, and what the others noticed. */
async function fail({ bus, health }: Runtime): Promise<Row> {
  const failing = new Set(Array.from({ length: FAILING }, (_, number) => nameOf(number)))
  const [down, up, others]: [number[], number[], string[]] = [[], [], []]
  let since = 0
  const unsubscribe = bus.subscribeTo('verdict-changed', ({ name, verdict }) => {
    if (!failing.has(name)) others.push(name)
    else if (verdict === 'unhealthy') down.push(performance.now() - since)
    else if (verdict === 'healthy') up.push(performance.now() - since)
  })
  const { swept } = health.stats()
  since = performance.now()
  await farSide.set({ gone: { from: 0, to: FAILING } })
  await until(() => down.length >= FAILING, 4 * INTERVAL_MS)
  const checks = health.stats().swept - swept
  const downMs = performance.now() - since
  since = performance.now()
  await farSide.set({ gone: { from: 0, to: 0 } })
  await until(() => up.length >= FAILING, 8 * INTERVAL_MS)
  unsubscribe()
  const at = (times: number[], share: number) =>
    round(
      percentile(
        times.toSorted((a, b) => a - b),
        share,
      ),
    )
  return {
    servers: FAILING,
    'found down p50 ms': at(down, 0.5),
    'found down max ms': at(down, 1),
    'checks/s meanwhile': round((checks * 1_000) / downMs),
    'found up p50 ms': at(up, 0.5),
    'found up max ms': at(up, 1),
    'changes told': down.length + up.length,
    'of others': others.length,
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
