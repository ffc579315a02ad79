const BRAND = Symbol.for('portolan.error')

/** Stable codes of expected failures: the API returns them, tests compare them. */
export const APP_ERROR_CODES = [
  'bad-input',
  'not-found',
  'already-exists',
  'revision-conflict',
  'forbidden',
  'unauthenticated',
  'needs-auth',
  'unreachable',
  'bad-certificate',
  'timed-out',
  'cancelled',
  'call-failed',
  'protocol-error',
  'too-large',
  'unsupported-media-type',
  'too-busy',
  'not-configured',
  'read-only',
  'invalid-config',
  'in-use',
  'database-unavailable',
  'shutting-down',
  'internal',
] as const
export type AppErrorCode = (typeof APP_ERROR_CODES)[number]

export interface AppErrorOptions extends ErrorOptions {
  /** Facts for a program beside the sentence for a person; must hold no secret. */
  details?: Record<string, unknown>
}

/** An expected failure. The message is for a person: what failed, why, what to do. */
export class AppError extends Error {
  readonly [BRAND] = true
  readonly details: Record<string, unknown> | undefined
  constructor(
    readonly code: AppErrorCode,
    message: string,
    options?: AppErrorOptions,
  ) {
    super(message, options)
    this.name = 'AppError'
    this.details = options?.details
  }
}

/** By brand, not `instanceof`: Next gives routes and instrumentation separate copies of this class. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && BRAND in error
}

/** The sentence of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
