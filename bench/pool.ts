import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { PoolHarness } from '../e2e/servers/pool-harness'
import { serverPath } from '../e2e/servers/spawn-server'
import { medianOf, percentile, printTable, writeResult } from './report'

/**
 * What a call through the pool costs beside the same call on the bare SDK client, to the same server program, at 1, 16
 * and 64 callers. Rounds alternate, so that whatever else the machine does meets both alike; medians of the rounds.
 */
const ROUNDS = 15
const CALLS = { stdio: 1_500, http: 400 }
const CALLERS = [1, 16, 64]
const ARGUMENTS = { text: 'ahoy' }

interface Round {
  p50: number
  p99: number
  perSecond: number
}

async function round(call: () => Promise<unknown>, callers: number, calls: number): Promise<Round> {
  const latencies: number[] = []
  let left = calls
  const started = performance.now()
  const worker = async () => {
    while (left-- > 0) {
      const before = performance.now()
      await call()
      latencies.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: callers }, worker))
  const elapsed = performance.now() - started
  latencies.sort((a, b) => a - b)
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    perSecond: (latencies.length / elapsed) * 1_000,
  }
}

function middle(rounds: Round[]): Round {
  return {
    p50: medianOf(rounds.map(({ p50 }) => p50)),
    p99: medianOf(rounds.map(({ p99 }) => p99)),
    perSecond: medianOf(rounds.map(({ perSecond }) => perSecond)),
  }
}

async function compare(
  bare: () => Promise<unknown>,
  pooled: () => Promise<unknown>,
  { callers, calls }: { callers: number; calls: number },
) {
  const rounds: { bare: Round[]; pooled: Round[] } = { bare: [], pooled: [] }
  for (let i = -1; i < ROUNDS; i++) {
    // The order changes with every round; the first one only warms up.
    const order = i % 2 === 0 ? (['bare', 'pooled'] as const) : (['pooled', 'bare'] as const)
    for (const which of order) {
      const result = await round(which === 'bare' ? bare : pooled, callers, calls)
      if (i >= 0) rounds[which].push(result)
    }
  }
  return { bare: middle(rounds.bare), pooled: middle(rounds.pooled) }
}

const harness = new PoolHarness()
// It records every event for tests; a hundred thousand of them would be measured as garbage collection.
harness.events.push = () => 0
const http = await harness.http()
harness.declare('stdio', { endpoint: harness.stdio() })
harness.declare('http', { endpoint: { kind: 'remote', transport: 'streamable-http', url: http.url } })

const stdioClient = new Client({ name: 'bare', version: '1' })
await stdioClient.connect(
  // The pool's child has a session of its own, which the kernel schedules as a group of its own; so must this one.
  new StdioClientTransport({
    command: 'setsid',
    args: [process.execPath, serverPath('stdio-server.mjs')],
    stderr: 'ignore',
  }),
)
const httpClient = new Client({ name: 'bare', version: '1' })
await httpClient.connect(new StreamableHTTPClientTransport(new URL(http.url)))
const clients = { stdio: stdioClient, http: httpClient }

const rows: Record<string, number | string>[] = []
for (const transport of ['stdio', 'http'] as const) {
  await harness.pool.tools(transport)
  for (const callers of CALLERS) {
    const { bare, pooled } = await compare(
      () => clients[transport].callTool({ name: 'echo', arguments: ARGUMENTS }),
      () =>
        harness.pool.callTool({ server: transport, tool: 'echo', arguments: ARGUMENTS, caller: 'internal' }),
      { callers, calls: CALLS[transport] },
    )
    rows.push({
      transport,
      callers,
      'bare p50 ms': bare.p50,
      'pool p50 ms': pooled.p50,
      'added p50 ms': pooled.p50 - bare.p50,
      'bare p99 ms': bare.p99,
      'pool p99 ms': pooled.p99,
      'added p99 ms': pooled.p99 - bare.p99,
      'bare calls/s': Math.round(bare.perSecond),
      'pool calls/s': Math.round(pooled.perSecond),
    })
  }
}

await Promise.all([stdioClient.close(), httpClient.close()])
await harness.dispose()
printTable(rows)
await writeResult('pool', { rounds: ROUNDS, callsPerRound: CALLS, rows })
