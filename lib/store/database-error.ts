import 'server-only'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'

/** Prisma's codes for no connection, no answer in time, and a connection lost on the way. */
const PRISMA_UNAVAILABLE = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1011',
  'P1017',
  'P2024',
])
/** Prisma's code for a transaction that could not begin, or took longer than its limit. */
const PRISMA_TRANSACTION = 'P2028'
const SOCKET_UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
])
/**
 * SQLSTATE: connection exceptions (08), authorization (28), no such database (3D), out of resources (53),
 * operator intervention such as a restart (57P), system errors such as a full disk (58).
 */
const SQLSTATE_UNAVAILABLE = /^(08|28|3D|53|57P|58)/
const SQLSTATE_BAD_TEXT = new Set(['22021', '22P05'])
/** What Prisma's adapters call these, and what a person would. */
const KINDS: Record<string, string> = {
  DatabaseNotReachable: 'nothing listens there',
  ConnectionClosed: 'the connection was closed',
  SocketTimeout: 'no answer in time',
  TlsConnectionError: 'no encrypted connection could be made',
  TooManyConnections: 'it has too many connections already',
}
/** The driver `pg` gives these no code. */
const DRIVER_UNAVAILABLE =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|pool after calling end|PGlite is clos(ed|ing)/

/** An AppError for what is expected to go wrong with a database; anything else is returned as it is. */
export function translateDatabaseError(error: unknown, place: string): unknown {
  if (isAppError(error)) return error
  const codes = codesOf(error)
  const reason = reasonOf(error)
  if (codes.includes(PRISMA_TRANSACTION)) {
    return new AppError('database-unavailable', `${place} was too busy: ${reason}. Try again`, {
      cause: error,
    })
  }
  if (codes.some(isUnavailable) || DRIVER_UNAVAILABLE.test(reason)) {
    return new AppError('database-unavailable', `${place} does not answer: ${reason}`, { cause: error })
  }
  if (codes.some((code) => SQLSTATE_BAD_TEXT.has(code))) {
    return new AppError('bad-input', 'A text holds a character that can not be stored (NUL)', {
      cause: error,
    })
  }
  return error
}

function isUnavailable(code: string): boolean {
  return (
    PRISMA_UNAVAILABLE.has(code) ||
    SOCKET_UNAVAILABLE.has(code) ||
    code in KINDS ||
    (code.length === 5 && SQLSTATE_UNAVAILABLE.test(code))
  )
}

/** Every code along the chain of causes: Prisma wraps the driver's error in up to three others. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const { code, originalCode, kind, cause, meta, driverAdapterError } = error as Record<string, unknown>
  const own = [code, originalCode, kind].filter((value) => typeof value === 'string')
  return [...own, ...[cause, meta, driverAdapterError].flatMap((inner) => codesOf(inner, depth + 1))]
}

/** The innermost sentence there is: what the driver said. */
function reasonOf(error: unknown): string {
  return (innermostSentence(error) ?? messageOf(error)).trim().replace(/\.$/, '')
}

function innermostSentence(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined
  const { meta, driverAdapterError, cause, kind, originalMessage, message } = error as Record<string, unknown>
  for (const inner of [meta, driverAdapterError, cause]) {
    const sentence = innermostSentence(inner, depth + 1)
    if (sentence !== undefined) return sentence
  }
  // A host name with several addresses fails with an error for each, and no message of its own.
  if (error instanceof AggregateError) return innermostSentence(error.errors[0], depth + 1)
  if (typeof kind === 'string') return typeof originalMessage === 'string' ? originalMessage : KINDS[kind]
  return typeof message === 'string' ? message : undefined
}
