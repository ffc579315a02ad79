import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@/lib/kit/app-error'
import { inParallel } from '@/lib/kit/in-parallel'
import type { Entry } from './entry'

const AT_A_TIME = 256

/** What it took to end. */
export interface Farewell {
  closed: number
  /** Calls that were cut, by server. */
  cut: Record<string, number>
  /** Processes that did not leave when asked and were killed, by server. */
  killed: Record<string, number>
  /** Servers whose closing did not come to its end in time. */
  left: string[]
}

export interface FarewellLimits {
  /** Calls that run may take so long to end by themselves. */
  drainMs: number
  closeMs: number
}

/** Ends all connections in order: lets calls end, cuts those that do not, closes. Resolves in time, whatever hangs. */
export async function bidFarewell(
  entries: readonly Entry[],
  cutting: AbortController,
  { drainMs, closeMs }: FarewellLimits,
): Promise<Farewell> {
  await drained(entries, drainMs)
  const cut = Object.fromEntries(
    entries.flatMap(({ name, inFlight }) => (inFlight.count > 0 ? [[name, inFlight.count]] : [])),
  )
  cutting.abort(
    new AppError('shutting-down', 'Portolan is shutting down; the call was ended before its answer'),
  )
  const open = entries.filter(({ connection }) => connection.kind !== 'idle' || connection.hasTransport)
  const closing = new Set(open)
  const closed = inParallel(entries, AT_A_TIME, async (entry) => {
    await entry.connection.retire()
    closing.delete(entry)
  })
  await Promise.race([closed, sleep(closeMs, undefined, { ref: false })])
  const killed = Object.fromEntries(
    entries.flatMap(({ name, killed: count }) => (count > 0 ? [[name, count]] : [])),
  )
  return {
    closed: open.length - closing.size,
    cut,
    killed,
    left: [...closing].map(({ name }) => name),
  }
}

async function drained(entries: readonly Entry[], limitMs: number): Promise<void> {
  const all = entries.map(
    ({ inFlight }) =>
      new Promise<void>((resolve) => {
        inFlight.whenNone(resolve)
      }),
  )
  await Promise.race([Promise.all(all), sleep(limitMs, undefined, { ref: false })])
}
