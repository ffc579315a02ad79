import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'

export function asAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('internal', messageOf(error), { cause: error })
}

/** A connection's failure as the error of a call that met it. */
export function failureAsError(failure: Failure, advice: string): AppError {
  // The code was an AppError's before it became part of the state.
  return new AppError(failure.code as AppError['code'], `${failure.message} ${advice}`.trim())
}
