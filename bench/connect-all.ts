import { PoolHarness, until } from '../e2e/servers/pool-harness'
import { percentile, printTable, writeResult } from './report'

/** "Connect all" over 50 stdio servers, of which 5 fail and 5 hang: how long the good ones take, and what is left after. */
const GOOD = 40
const FAIL = 5
const HANG = 5
const HANG_LIMIT_MS = 10_000
const ROUNDS = 3

async function round() {
  const harness = new PoolHarness()
  const policy = { maxRetries: 0, connectTimeoutMs: HANG_LIMIT_MS }
  // The bad ones first, where they could do most harm.
  for (let i = 0; i < HANG; i++)
    harness.declare(`hang-${i}`, { endpoint: harness.stdio(['--silent']), policy })
  for (let i = 0; i < FAIL; i++)
    harness.declare(`fail-${i}`, { endpoint: harness.stdio(['--crash']), policy })
  for (let i = 0; i < GOOD; i++) {
    harness.declare(`good-${i}`, { endpoint: harness.stdio(), policy: { connectTimeoutMs: 60_000 } })
  }
  const started = performance.now()
  const settled: { name: string; outcome: string; ms: number }[] = []
  harness.pool.onEvent((event) => {
    if (event.kind !== 'connect-progressed') return
    settled.push({ name: event.name, outcome: event.outcome, ms: performance.now() - started })
  })
  const { begun } = harness.pool.connectAll({ all: true })
  const answered = performance.now() - started
  await until(() => settled.length === begun.length, 120_000)
  const timesOf = (prefix: string) =>
    settled.filter(({ name }) => name.startsWith(prefix)).map(({ ms }) => ms)
  const ready = settled.filter(({ outcome }) => outcome === 'ready').length
  const processes = (await harness.processes()).length
  const stopping = performance.now()
  await harness.dispose()
  return {
    'answered ms': answered,
    ready,
    'first ready s': (timesOf('good')[0] ?? 0) / 1_000,
    'half ready s': percentile(timesOf('good'), 0.5) / 1_000,
    'all ready s': Math.max(...timesOf('good')) / 1_000,
    'failures known s': Math.max(...timesOf('fail')) / 1_000,
    'hangs given up s': Math.max(...timesOf('hang')) / 1_000,
    processes,
    'stopped s': (performance.now() - stopping) / 1_000,
    'left behind': (await harness.processes()).length,
  }
}

const rows: Record<string, number>[] = []
for (let i = 0; i < ROUNDS; i++) rows.push(await round())
printTable(rows)
await writeResult('connect-all', {
  good: GOOD,
  fail: FAIL,
  hang: HANG,
  hangLimitMs: HANG_LIMIT_MS,
  rounds: rows,
})
