import { holdings } from '../../e2e/faults/leaks'
import { PoolHarness } from '../../e2e/servers/pool-harness'

type Row = Record<string, number | string>

/** Before counting, so that what is made once and kept is not taken for a leak. */
const WARM_UP = 0.1
const AT_A_TIME = 8

/** Connects and disconnects so many times, one in five over stdio, the others over HTTP of both eras and SSE. */
export async function cycles(count: number): Promise<Row> {
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
export async function crashes(count: number): Promise<Row> {
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
): Promise<Row> {
  const run = async (times: number) => {
    let left = times
    const worker = async (_: unknown, index: number) => {
      for (let turn = 0; left-- > 0; turn++) await step(index, turn)
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  }
  await run(Math.ceil(count * WARM_UP))
  await settled()
  const before = holdings()
  const started = performance.now()
  await run(count)
  const elapsedS = Math.round((performance.now() - started) / 1_000)
  await settled()
  const after = holdings()
  const left = (await harness.processes()).length
  await harness.dispose()
  return {
    what,
    'took s': elapsedS,
    'processes left': left,
    sockets: `${before.sockets} -> ${after.sockets}`,
    handles: `${before.handles} -> ${after.handles}`,
    'heap MB': `${before.heapMb} -> ${after.heapMb}`,
    'RSS MB': `${before.rssMb} -> ${after.rssMb}`,
  }
}

/** Sockets that wait for their last packet are given the time to go. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 6_000))
}
