import 'server-only'
import { type AppErrorCode, isAppError, messageOf } from '@/lib/kit/app-error'

export type AfterFailure =
  /** Nothing is wrong with the document: its job is tried again. */
  { kind: 'again' } | { kind: 'final'; error: { code: string; message: string } }

/** What says nothing of the document. */
const PASSING: ReadonlySet<AppErrorCode> = new Set([
  'database-unavailable',
  'shutting-down',
  'cancelled',
  'too-busy',
  'internal',
])
const MAX_MESSAGE = 1_000

/** Whether a document has failed for good, and with which words; what is not expected is worth another try. */
export function afterFailure(error: unknown): AfterFailure {
  if (!isAppError(error) || PASSING.has(error.code)) return { kind: 'again' }
  return { kind: 'final', error: { code: error.code, message: messageOf(error).slice(0, MAX_MESSAGE) } }
}
