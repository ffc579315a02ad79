import 'server-only'
import { type AppErrorCode, isAppError, messageOf } from '@/lib/kit/app-error'

/** To a worker. */
export type Request =
  | { kind: 'run'; id: number; input: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'answer'; id: number; answer: unknown }

/** From a worker. */
export type Reply =
  | { kind: 'done'; id: number; output: unknown }
  | { kind: 'failed'; id: number; error: SentError }
  | { kind: 'ask'; id: number; question: unknown }

/** Structured clone drops an error's own fields, its code among them. */
export interface SentError {
  /** Null: not an expected failure. */
  code: AppErrorCode | null
  message: string
  stack?: string
}

export function sentError(error: unknown): SentError {
  return {
    code: isAppError(error) ? error.code : null,
    message: messageOf(error),
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
  }
}
