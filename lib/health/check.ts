import 'server-only'
import type { ProbeOptions, ProbeResult } from '@/lib/connections/probe'
import type { HealthLimits } from '@/lib/domain/health'
import type { Server } from '@/lib/domain/server'
import type { Clock } from '@/lib/kit/clock'
import type { AddressAnswer, HealthAddresses } from './health-address'
import type { Finding } from './health-state'
import { outcomeOf } from './outcome'

export interface CheckParts {
  pool: { probe(name: string, options: ProbeOptions): Promise<ProbeResult> }
  addresses: Pick<HealthAddresses, 'ask'>
  clock: Clock
}

export interface CheckOptions {
  limits: Pick<HealthLimits, 'timeoutMs' | 'slowMs'>
  signal: AbortSignal
  /** A person asks: what is idle is started for it. */
  byPerson: boolean
  /** Silence is to be sure when the time is up: half-way through it, a second look joins the first. */
  doubly: boolean
}

export type Checked =
  | { kind: 'found'; finding: Finding }
  | { kind: 'skipped'; why: Extract<ProbeResult, { kind: 'skipped' }>['why'] }

/**
 * One check of one server: the probe that is right for its protocol, and beside it its health address. Person and sweep
 * share it with its limits. Never throws for what the far side does; throws what the pool refuses.
 */
export async function check(parts: CheckParts, server: Server, options: CheckOptions): Promise<Checked> {
  const { url } = server.spec.health
  const [looked, address] = await Promise.all([
    look(parts, server.spec.name, options),
    url === undefined ? null : askAddress(parts, server, new URL(url), options),
  ])
  const found = outcomeOf(looked.result, address, options.limits)
  if (found.kind === 'skipped') return found
  return {
    kind: 'found',
    finding: {
      ...{
        at: parts.clock.now(),
        durationMs: found.durationMs,
        outcome: found.outcome,
        reason: found.reason,
      },
      origin: options.byPerson ? 'person' : 'probe',
      weight: looked.looks,
    },
  }
}

function askAddress(
  { addresses }: CheckParts,
  server: Server,
  url: URL,
  { limits, signal }: CheckOptions,
): Promise<AddressAnswer> {
  return addresses.ask(server, url, limits.timeoutMs, signal)
}

interface Looked {
  result: ProbeResult
  looks: number
}

/** The probe; and another one beside it, if the first has heard nothing for half of its time. The first answer counts. */
async function look(parts: CheckParts, name: string, options: CheckOptions): Promise<Looked> {
  const { limits, byPerson, doubly } = options
  const enough = new AbortController()
  const signal = AbortSignal.any([options.signal, enough.signal])
  const probe = (timeoutMs: number) => parts.pool.probe(name, { timeoutMs, signal, mayStart: byPerson })
  const first = probe(limits.timeoutMs)
  const halfMs = limits.timeoutMs / 2
  if (!doubly || (await settlesWithin(first, halfMs, parts.clock))) return { result: await first, looks: 1 }
  const second = probe(halfMs)
  const answer = await firstAnswer([first, second.then((result) => later(result, halfMs))])
  enough.abort()
  if (answer) return { result: answer, looks: 1 }
  const [result, other] = await Promise.all([first, second])
  return { result, looks: result.kind === 'failed' && other.kind === 'failed' ? 2 : 1 }
}

/** Null when all have ended without one. */
function firstAnswer(probes: Promise<ProbeResult>[]): Promise<ProbeResult | null> {
  return new Promise((resolve, reject) => {
    let left = probes.length
    const settle = (result: ProbeResult) => {
      left -= 1
      if (result.kind === 'answered' || result.kind === 'needs-auth') resolve(result)
      else if (left === 0) resolve(null)
    }
    for (const one of probes) one.then(settle, reject)
  })
}

/** As seen from the first look, which is how long a caller would have waited. */
function later(result: ProbeResult, ms: number): ProbeResult {
  return result.kind === 'skipped' ? result : { ...result, durationMs: result.durationMs + ms }
}

async function settlesWithin(task: Promise<unknown>, limitMs: number, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const cancel = clock.after(limitMs, () => late.resolve(false))
  const settled = () => true
  const isSettled = await Promise.race([task.then(settled, settled), late.promise])
  cancel()
  return isSettled
}
