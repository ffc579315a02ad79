import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '@/lib/client/api'
import { registerServer, removeServer } from '@/lib/domain/api/servers'
import type { Verdict } from '@/lib/domain/connection'
import type { Runtime } from '@/lib/runtime/compose'
import { FarSide, type FarKind } from './far-side'
import type { Fault } from './faults'
import { type Call, Traffic } from './traffic'

export interface Limits {
  intervalMs: number
  timeoutMs: number
  /** How long the fault lasts at least. */
  lastsMs: number
  /** How long is waited for what does not come. */
  patienceMs: number
  /** With calls going on; without, only checks can find out. */
  traffic: boolean
}

export interface Finding {
  server: FarKind
  fault: string
  /** From the fault to the verdict that it deserves; null when it never came, undefined when none was due. */
  detectMs: number | null | undefined
  /** From the lifting to `healthy`; null when it never came. */
  recoverMs: number | null
  calls: number
  /** Calls that are safe to repeat and failed, though they began before the fault, after it, or in one that is no outage. */
  lost: number
  /** Begun from the fault until it was found to be over, and told so. */
  refused: number
  /** Safe ones carried out twice, as they may be. */
  repeated: number
  /** Unsafe ones carried out twice: must be none. */
  doubled: number
  /** Verdicts worse than the fault deserves, before, during and after it. */
  falseAlarms: number
}

export interface App {
  runtime: Runtime
  client: ApiClient
}

const RANK: Record<Verdict, number> = { unknown: 0, healthy: 0, degraded: 1, 'needs-auth': 2, unhealthy: 3 }

/** One server, one fault: what was noticed, when, and what became of the calls. */
export async function runScenario(app: App, kind: FarKind, fault: Fault, limits: Limits): Promise<Finding> {
  const far = await new FarSide(kind).start()
  const name = `${kind}.${fault.name.replace(/[^a-z0-9]+/gi, '-')}`
  const watch = new VerdictWatch(app.runtime, name)
  try {
    await register(app.client, name, far, limits)
    await app.runtime.pool.open(name)
    await watch.until('healthy', limits.patienceMs)
    const traffic = limits.traffic ? new Traffic(app.runtime.pool, name).start() : undefined
    await sleep(limits.intervalMs)
    const struckAt = performance.now()
    await fault.strike(far)
    const noticedAt = fault.expected && (await watch.until(fault.expected, limits.patienceMs))
    await sleep(Math.max(0, struckAt + limits.lastsMs - performance.now()))
    await fault.lift(far)
    const liftedAt = performance.now()
    const backAt = await watch.until('healthy', limits.patienceMs)
    await sleep(limits.intervalMs)
    await traffic?.stop()
    // Through what is over in a moment every call is to come.
    const outage = { from: struckAt, to: fault.expected === undefined ? struckAt : (backAt ?? Infinity) }
    return {
      server: kind,
      fault: fault.name,
      detectMs: fault.expected === undefined ? undefined : noticedAt ? noticedAt - struckAt : null,
      recoverMs: backAt === null ? null : Math.max(0, backAt - liftedAt),
      ...countCalls(traffic?.calls ?? [], far.executed(), outage),
      falseAlarms: watch.worseThan(fault.expected ?? 'healthy'),
    }
  } finally {
    watch.stop()
    await app.client.call(removeServer, { params: { name } })
    await far.stop()
  }
}

async function register(client: ApiClient, name: string, far: FarSide, limits: Limits): Promise<void> {
  const { intervalMs, timeoutMs } = limits
  await client.call(registerServer, {
    body: {
      name,
      ...far.document,
      health: { intervalMs, timeoutMs, slowMs: 500, graceMs: 0 },
      policy: { firstDelayMs: 250, maxDelayMs: 2_000, maxRetries: 1_000, connectTimeoutMs: 10_000 },
    },
  })
}

function countCalls(
  calls: readonly Call[],
  executed: ReadonlyMap<string, number>,
  outage: { from: number; to: number },
) {
  const failed = calls.filter(({ ok }) => !ok)
  const isRefused = ({ begun }: Call) => begun >= outage.from && begun < outage.to
  const twice = (isSafe: boolean) =>
    calls.filter((call) => call.isSafe === isSafe && (executed.get(call.id) ?? 0) > 1).length
  return {
    calls: calls.length,
    lost: failed.filter((call) => call.isSafe && !isRefused(call)).length,
    refused: failed.filter(isRefused).length,
    repeated: twice(true),
    doubled: twice(false),
  }
}

/** Follows what a server is taken for. */
class VerdictWatch {
  readonly #seen: { verdict: Verdict; at: number }[] = []
  readonly #unsubscribe: () => void

  constructor(
    private readonly runtime: Runtime,
    private readonly name: string,
  ) {
    this.#unsubscribe = runtime.bus.subscribeTo('verdict-changed', (event) => {
      if (event.name === name) this.#seen.push({ verdict: event.verdict, at: performance.now() })
    })
  }

  /** When it came to that verdict; at once if it has it. Null when it does not in time. */
  async until(verdict: Verdict, patienceMs: number): Promise<number | null> {
    const giveUpAt = performance.now() + patienceMs
    for (;;) {
      const last = this.#seen.at(-1)
      if (this.runtime.health.verdictOf(this.name).verdict === verdict) {
        return last?.verdict === verdict ? last.at : performance.now()
      }
      if (performance.now() > giveUpAt) return null
      await sleep(20)
    }
  }

  worseThan(deserved: Verdict): number {
    return this.#seen.filter(({ verdict }) => RANK[verdict] > RANK[deserved]).length
  }

  stop(): void {
    this.#unsubscribe()
  }
}
