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
    (code.length === 5 && SQLSTATE_UNAVAILABLE.test(code))
  )
}

/** Every code along the chain of causes: Prisma wraps the driver's error in up to three others. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const { code, originalCode, cause, meta, driverAdapterError } = error as Record<string, unknown>
  const own = [code, originalCode].filter((value) => typeof value === 'string')
  return [...own, ...[cause, meta, driverAdapterError].flatMap((inner) => codesOf(inner, depth + 1))]
}

/** The innermost sentence: what the driver said. An AggregateError of several addresses has none of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  const inner = innerError(error)
  return (inner === undefined ? messageOf(error) : reasonOf(inner)).trim().replace(/\.$/, '')
}

function innerError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined
  const { meta, cause } = error as { meta?: { driverAdapterError?: unknown }; cause?: unknown }
  if (meta?.driverAdapterError) return meta.driverAdapterError
  if (cause instanceof Error) return cause
  const { originalMessage, message } = (cause ?? {}) as { originalMessage?: unknown; message?: unknown }
  const sentence = originalMessage ?? message
  return typeof sentence === 'string' ? sentence : undefined
}
