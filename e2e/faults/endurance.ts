import { setTimeout as sleep } from 'node:timers/promises'
import { PoolHarness } from '../servers/pool-harness'
import { type Holdings, holdings } from './leaks'

export interface Endured {
  what: string
  tookMs: number
  before: Holdings
  after: Holdings
  /** Processes of the servers that are left. */
  left: number
}

/** Before counting, so that what is made once and kept is not taken for a leak. */
const WARM_UP = 0.1
const AT_A_TIME = 8

/** Connects and disconnects so many times, one in five over stdio, the others over HTTP of both eras and SSE. */
export async function cycles(count: number): Promise<Endured> {
  const harness = quietHarness()
  const modes = ['legacy', 'modern', 'sse'] as const
  for (const mode of modes) {
    const { url } = await harness.http(['--mode', mode])
    const transport = mode === 'sse' ? 'sse' : 'streamable-http'
    for (let i = 0; i < AT_A_TIME; i++)
      harness.declare(`${mode}-${i}`, { endpoint: { kind: 'remote', transport, url } })
  }
  for (let i = 0; i < AT_A_TIME; i++) harness.declare(`stdio-${i}`, { endpoint: harness.stdio() })
  const kinds = [...modes, 'stdio', 'legacy']
  const cycle = async (worker: number, turn: number) => {
    const name = `${kinds[turn % kinds.length]}-${worker}`
    const { kind } = await harness.pool.open(name)
    if (kind !== 'ready') throw new Error(`${name} is ${kind}`)
    await harness.pool.close(name)
  }
  return measured(harness, `${count} connects and disconnects`, count, cycle)
}

/** Starts so many children that crash at once. */
export async function crashes(count: number): Promise<Endured> {
  const harness = quietHarness()
  const policy = { maxRetries: 0 }
  for (let i = 0; i < AT_A_TIME; i++)
    harness.declare(`doomed-${i}`, { endpoint: harness.stdio(['--crash']), policy })
  const crash = async (worker: number) => {
    const { kind } = await harness.pool.open(`doomed-${worker}`)
    if (kind !== 'failed') throw new Error(`A server that crashes is ${kind}`)
  }
  return measured(harness, `${count} children that crash`, count, crash)
}

function quietHarness(): PoolHarness {
  const harness = new PoolHarness()
  // It keeps every event for tests, which would be measured as a leak.
  harness.events.push = () => 0
  return harness
}

async function measured(
  harness: PoolHarness,
  what: string,
  count: number,
  step: (worker: number, turn: number) => Promise<void>,
): Promise<Endured> {
  const run = async (times: number) => {
    let left = times
    const worker = async (_: unknown, index: number) => {
      for (let turn = 0; left-- > 0; turn++) await step(index, turn)
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  }
  await run(Math.ceil(count * WARM_UP))
  await sleep(SETTLE_MS)
  const before = holdings()
  const started = performance.now()
  await run(count)
  const tookMs = performance.now() - started
  await sleep(SETTLE_MS)
  const after = holdings()
  const left = (await harness.processes()).length
  await harness.dispose()
  return { what, tookMs, before, after, left }
}

/** Sockets that are kept for the next request are given the time to go. */
const SETTLE_MS = 6_000
