/** 10,000 servers: what it takes to apply what a source saw, and to answer lists, on the embedded database. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Sealer } from '@/lib/config/secrets'
import { listServersQuerySchema } from '@/lib/domain/api/servers'
import { CONNECTION_KINDS } from '@/lib/domain/connection'
import { readServerDocument } from '@/lib/domain/server-document'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Live } from '@/lib/registry/live'
import { Registry } from '@/lib/registry/registry'
import { openDatabase } from '@/lib/store/client'
import { ServerStore } from '@/lib/store/servers'
import { percentile, printTable, writeResult } from './report'

const SERVERS = 10_000
const ROUNDS = 200

interface Row {
  [column: string]: number | string
  what: string
  runs: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  /** Of our process, for one run: tells what a busy machine hides. */
  cpuMs: number
}

const rows: Row[] = []

async function measure(what: string, runs: number, step: (run: number) => unknown): Promise<void> {
  const times: number[] = []
  const cpu = process.cpuUsage()
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    await step(run)
    times.push(performance.now() - started)
  }
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const at = (share: number) => round(percentile(times, share))
  const cpuMs = round((user + system) / 1_000 / runs)
  rows.push({ what, runs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), cpuMs })
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

function candidate(index: number, version: number): Candidate {
  const team = ['search', 'billing', 'platform', 'data', 'support'][index % 5] ?? 'none'
  const reading = readServerDocument(`${team}-server-${index}`, {
    url: `https://${team}-${index}.mcp.internal:8443/mcp`,
    transport: index % 7 === 0 ? 'sse' : 'http',
    headers: { Authorization: `Bearer token-of-${index}` },
    title: `${team} number ${index}`,
    description: `Serves what the ${team} team needs of system ${index % 97}: lists, reads, writes and searches it.`,
    tags: [team, `zone-${index % 11}`, index % 3 === 0 ? 'production' : 'staging'],
    metadata: { owner: `${team}@example.test`, build: version },
    health_check_interval: 60,
  })
  if (!reading.candidate) throw new Error(reading.problems.map(({ message }) => message).join('; '))
  return { ...reading.candidate, origin: { place: 'https://catalogue.test/servers.json' } }
}

function snapshot(changedShare: number, version: number): Snapshot {
  const every = changedShare === 0 ? Infinity : 1 / changedShare
  const candidates = Array.from({ length: SERVERS }, (_, index) =>
    candidate(index, index % every === 0 ? version : 0),
  )
  return { candidates, problems: [] }
}

const kinds = CONNECTION_KINDS.filter((kind) => kind === 'idle' || kind === 'stopping')
const live: Live = (name) => ({
  connection: { kind: kinds[name.length % kinds.length] ?? 'idle', since: '2026-11-01T00:00:00.000Z' },
  verdict: 'unknown',
  tools: name.length,
})

async function main(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
  const database = await openDatabase({ dataDir, logger: silentLogger })
  const store = new ServerStore(database, Sealer.fromKeys([randomBytes(32)]))
  const parts = { store, bus: new EventBus(silentLogger), clock: systemClock, logger: silentLogger, live }
  const make = () => new Registry({ ...parts, stdio: { allowed: true, commands: null } })
  const registry = make()
  try {
    await registry.start()
    const first = snapshot(0, 0)
    await measure('apply, all new', 1, () => registry.apply('http', first))
    const unchanged = Array.from({ length: 5 }, () => snapshot(0, 0))
    await measure('apply, none changed', 5, (run) => registry.apply('http', unchanged[run] ?? first))
    const changed = Array.from({ length: 5 }, (_, run) => snapshot(0.01, run + 1))
    await measure('apply, 1% changed', 5, (run) => registry.apply('http', changed[run] ?? first))
    const all = Array.from({ length: 2 }, (_, run) => snapshot(1, run + 10))
    await measure('apply, all changed', 2, (run) => registry.apply('http', all[run] ?? first))
    await measure('start, 10,000 stored', 2, () => make().start())
    await lists(registry)
    await measure('update of one', 50, (run) =>
      registry.update(`search-server-${run * 5}`, { changes: { enabled: run % 2 === 0 } }),
    )
    const names = registry.all().map(({ spec }) => spec.name)
    await measure('bulk tag of all', 1, () => registry.bulk({ action: 'tag', names, tags: ['bench'] }))
    await measure('apply, none left', 1, () => registry.apply('http', { candidates: [], problems: [] }))
  } finally {
    await registry.stop()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function lists(registry: Registry): Promise<void> {
  const list = (query: Record<string, unknown>) => registry.list(listServersQuerySchema.parse(query))
  await measure('list, first 100', ROUNDS, () => list({}))
  await measure('list, search of two words', ROUNDS, (run) => list({ q: `billing system ${run % 97}` }))
  await measure('list, three filters', ROUNDS, () =>
    list({ tag: 'production', transport: 'sse', state: 'idle' }),
  )
  for (const sort of ['state', 'tools', 'updated', 'source']) {
    await measure(`list, sorted by ${sort}`, ROUNDS, () => list({ sort, order: 'desc' }))
  }
  let cursor: string | null = null
  await measure('list, page after page', ROUNDS, () => {
    cursor = list({ limit: 100, ...(cursor === null ? {} : { cursor }) }).nextCursor
  })
  await measure('facets', ROUNDS, () => registry.facets())
  await measure('counts', ROUNDS, () => registry.counts())
  await measure('detail', ROUNDS, (run) => registry.detail(`search-server-${run * 5}`))
}

await main()
printTable(rows)
await writeResult('registry', { bench: 'registry', servers: SERVERS, rows })
