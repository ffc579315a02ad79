import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection, Failure } from '@/lib/domain/connection'
import type { Server } from '@/lib/domain/server'
import type { AppError } from '@/lib/kit/app-error'
import { orAborted } from '@/lib/kit/deadline'
import { asAppError } from './failure'
import type { Entry } from './entry'
import type { LightProbe } from './light-probe'
import type { Sign } from './liveness'
import type { ProbeOptions, ProbeResult } from './probe'
import type { Session } from './session'

/** So long a session that works may take for an answer before it is asked beside it. */
const MOMENT_MS = 1_000

export interface ProbeParts {
  /** Makes the entry of one that has none. */
  entry: () => Entry
  light: LightProbe
}

/**
 * Asks a server whether it lives, as its connection allows: over it, without one where that takes no process, or not at
 * all. Rejects only when the asker's own signal aborts.
 */
export async function probe(
  { server, entry }: { server: Server; entry: Entry | undefined },
  parts: ProbeParts,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const result = await ask({ server, entry }, parts, options)
  // Found to work: calls need not wait any longer.
  if (result.kind === 'answered') entry?.circuit.close()
  return result
}

async function ask(
  { server, entry }: { server: Server; entry: Entry | undefined },
  parts: ProbeParts,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const session = entry?.connection.session
  const isRemote = server.spec.endpoint.kind === 'remote'
  if (entry && session) {
    const over = overConnection(entry, session, options)
    return isRemote && entry.inFlight.count > 0 ? orBeside(over, server, parts.light, options) : over
  }
  const kind = entry?.connection.kind ?? 'idle'
  if (kind === 'connecting' || kind === 'stopping' || kind === 'ready')
    return { kind: 'skipped', why: 'connecting' }
  if (isRemote) return lightly(server, parts.light, options)
  if (options.mayStart) return byStarting(parts.entry(), options)
  // A command that waits for its next attempt is watched by whoever tries it.
  return { kind: 'skipped', why: kind === 'waiting' ? 'connecting' : 'idle' }
}

async function overConnection(
  entry: Entry,
  session: Session,
  { timeoutMs, signal }: ProbeOptions,
): Promise<ProbeResult> {
  const asked = entry.upkeep.liveness.probe(session, timeoutMs)
  return resultOf(await (signal ? orAborted(asked, signal) : asked))
}

/**
 * What works on a call may answer nothing else on its session, which tells nothing; so where that is silent for a moment, a
 * request of its own tells whether the server hangs.
 */
async function orBeside(
  over: Promise<ProbeResult>,
  server: Server,
  light: LightProbe,
  { timeoutMs, signal }: ProbeOptions,
): Promise<ProbeResult> {
  const momentMs = Math.min(MOMENT_MS, timeoutMs / 4)
  const early = await Promise.race([over, delay(momentMs, undefined, { ref: false })])
  if (early && early.kind !== 'skipped') return early
  const enough = new AbortController()
  const limit = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal
  const beside = lightly(server, light, { timeoutMs: timeoutMs - momentMs, signal: limit })
  try {
    return await Promise.race([answerOf(over, beside), answerOf(beside, over).catch(() => over)])
  } finally {
    enough.abort()
    beside.catch(() => undefined)
  }
}

/** The first where it is an answer; else the other where that is one; else what the first was. */
async function answerOf(first: Promise<ProbeResult>, other: Promise<ProbeResult>): Promise<ProbeResult> {
  const result = await first
  if (result.kind === 'answered') return result
  const instead = await other
  return instead.kind === 'answered' || result.kind === 'skipped' ? instead : result
}

function resultOf(sign: Sign): ProbeResult {
  switch (sign.kind) {
    case 'alive':
      return { kind: 'answered', durationMs: sign.durationMs, via: 'connection' }
    case 'busy':
      return { kind: 'skipped', why: 'busy' }
    case 'missed':
      return failed(sign.error, sign.durationMs)
  }
}

async function lightly(server: Server, light: LightProbe, options: ProbeOptions): Promise<ProbeResult> {
  const answer = await light.ask(server, options)
  return 'error' in answer
    ? failed(answer.error, answer.durationMs)
    : { kind: 'answered', durationMs: answer.durationMs, via: 'light' }
}

/** Its start is the check; one that is not to run idle goes when it is unused, as after any use. */
async function byStarting(entry: Entry, { timeoutMs, signal }: ProbeOptions): Promise<ProbeResult> {
  const begun = performance.now()
  const limit = AbortSignal.timeout(timeoutMs)
  entry.connection.begin()
  const settled = entry.connection.settled(signal ? AbortSignal.any([signal, limit]) : limit)
  const connection = await settled.catch((error: unknown) => {
    if (signal?.aborted) throw asAppError(error)
    return undefined
  })
  const durationMs = performance.now() - begun
  if (connection === undefined) return { kind: 'skipped', why: 'connecting' }
  const error = failureIn(connection)
  if (error) return failed(error, durationMs)
  return connection.kind === 'ready'
    ? { kind: 'answered', durationMs, via: 'connection' }
    : { kind: 'skipped', why: 'idle' }
}

function failureIn(connection: Connection): Failure | undefined {
  return 'error' in connection ? connection.error : undefined
}

function failed(error: AppError | Failure, durationMs: number): ProbeResult {
  const { code, message } = error
  const kind = code === 'needs-auth' ? 'needs-auth' : 'failed'
  return { kind, durationMs, error: { code, message } }
}
