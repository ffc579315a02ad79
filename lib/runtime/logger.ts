import 'server-only'
import { type DestinationStream, pino, stdSerializers, stdTimeFunctions } from 'pino'
import pretty from 'pino-pretty'
import type { LogLevel } from '@/lib/config/env'
import type { Logger } from '@/lib/kit/logger'
import { masker } from './mask'
import { requestContext } from './request-context'

/** Keys that never belong in a line, wherever an object brought them along. */
const SECRET_KEYS = ['authorization', 'cookie', 'token', 'apiKey', 'password', 'secret', 'headers', 'env']
const REDACT_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])

export interface LoggerOptions {
  level: LogLevel
  /** Values that no line may show. */
  secrets: readonly string[]
  destination?: DestinationStream
}

/** Structured lines on stdout, readable ones in a terminal; every line passes the masker on its way out. */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const mask = masker(secrets)
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause },
      redact: { paths: REDACT_PATHS, censor: '[hidden]' },
      mixin: () => ({ ...requestContext.getStore() }),
      hooks: { streamWrite: mask },
    },
    destination ?? standardOutput(),
  )
}

function standardOutput(): DestinationStream {
  if (process.stdout.isTTY) {
    return pretty({ colorize: true, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' })
  }
  // Synchronous: nothing is left to flush when the process ends, however it ends.
  return pino.destination({ dest: 1, sync: true })
}
