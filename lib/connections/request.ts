import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { joinedSignal } from '@/lib/kit/joined-signal'
import type { Pass } from './circuit'
import { classifyError } from './classify-error'
import type { Entry } from './entry'
import { bearingOf, type Fault, judgeFault, mayRepeat } from './judge-fault'
import type { Session } from './session'

/** A request that reads: carrying it out twice changes nothing. */
const READS: Tool['annotations'] = { readOnlyHint: true }

export interface RequestOptions {
  signal?: AbortSignal | undefined
  /** What the tool says of itself; by default it only reads. */
  annotations?: Tool['annotations']
  /** The caller's own limit is shorter than what the server is allowed: that it ran out says nothing of the server. */
  isHasty?: boolean
}

type Send<T> = (session: Session, signal: AbortSignal) => Promise<T>

/** `send`, counted as something that runs on the connection. */
export function request<T>(entry: Entry, options: RequestOptions, carryOut: Send<T>): Promise<T> {
  return entry.using(() => send(entry, options, carryOut))
}

/**
 * Sends a request on the server's session, opened if need be. One that failed because the session was over, or was
 * forgotten by a restarted server, is sent once more on a new session, if that is safe. Rejects with an AppError.
 */
export async function send<T>(entry: Entry, options: RequestOptions, carryOut: Send<T>): Promise<T> {
  const pass = entry.circuit.admit()
  using signal = joinedSignal([options.signal, entry.cutting])
  try {
    return await sendOn(entry, { ...options, signal }, { carryOut, pass })
  } finally {
    // What has told nothing yet has ended without a word on the server: no connection, or cancelled.
    pass.dropped()
  }
}

async function sendOn<T>(
  entry: Entry,
  options: RequestOptions & { signal: AbortSignal },
  { carryOut, pass }: { carryOut: Send<T>; pass: Pass },
): Promise<T> {
  const { signal, annotations = READS } = options
  const session = await readySession(entry, signal)
  try {
    const answer = await carryOut(session, signal)
    entry.upkeep.liveness.heard()
    pass.answered()
    return answer
  } catch (error) {
    if (isOver(signal)) throw cancelledBy(signal)
    // Judged before the session is concluded on, which may take as long as a ping.
    const fault = judgeFault(error, entry.endpoint)
    await entry.conclude(session, error)
    if (!mayRepeat(fault, annotations)) throw failure(entry, { error, fault, session, pass }, options)
    // Still the old one: the server lives, and only this request broke.
    const again = await readySession(entry, signal)
    try {
      const answer = await carryOut(again, signal)
      entry.upkeep.liveness.heard()
      pass.answered()
      return answer
    } catch (second) {
      if (isOver(signal)) throw cancelledBy(signal)
      const secondFault = judgeFault(second, entry.endpoint)
      await entry.conclude(again, second)
      throw failure(entry, { error: second, fault: secondFault, session: again, pass }, options)
    }
  }
}

async function readySession(entry: Entry, signal: AbortSignal): Promise<Session> {
  try {
    return await entry.connection.ready(signal)
  } catch (error) {
    throw isOver(signal) ? cancelledBy(signal) : error
  }
}

interface Failed {
  error: unknown
  fault: Fault
  session: Session
  pass: Pass
}

/** The error as the caller gets it; the circuit hears of it on the way. */
function failure(
  entry: Entry,
  { error, fault, session, pass }: Failed,
  { annotations = READS, isHasty = false }: RequestOptions,
): AppError {
  const told = classifyError(error, entry)
  const bearing = bearingOf(fault, told.code)
  if (bearing === 'answered') pass.answered()
  else if (bearing === 'against' && !(isHasty && fault.session === 'silent'))
    pass.failed(told, session.isClosing ? session : undefined)
  return honest(told, fault.delivered, annotations)
}

/** Says that the server may have acted, where that is not known. */
function honest(error: AppError, delivered: Fault['delivered'], annotations: Tool['annotations']): AppError {
  if (delivered !== 'maybe' || annotations === READS) return error
  const note = 'The call may have been carried out, so it was not repeated.'
  return new AppError(error.code, `${error.message} ${note}`, {
    details: { ...error.details, mayHaveRun: true },
  })
}

/** Asked anew each time; the compiler would take its first answer for good. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted
}

/** What a request that was given up rejects with. */
export function cancelledBy({ reason }: AbortSignal): AppError {
  // Who cancels may say why: we shut down, say.
  if (isAppError(reason)) return reason
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError'
  return isTimeout
    ? new AppError('timed-out', 'The time limit of the request was reached')
    : new AppError('cancelled', 'Cancelled')
}
