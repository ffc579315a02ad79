import 'server-only'
import type { JSONRPCErrorResponse } from '@modelcontextprotocol/client'
import { AppError } from '@/lib/kit/app-error'

/**
 * An answer that a transport of ours gives in the server's place, so that the one call it is for ends now and the
 * others go on. `classifyError` knows it by the AppError in `data`, which no server can put there.
 */
export function localFault(id: string | number, error: AppError): JSONRPCErrorResponse {
  return { jsonrpc: '2.0', id, error: { code: -32_000, message: error.message, data: error } }
}

export function tooLarge(bytes: number, limit: number): AppError {
  return new AppError(
    'too-large',
    `The answer is over ${megabytes(limit)} MB (${megabytes(bytes)} MB were sent). Ask for less, or raise the limit.`,
    { details: { limitBytes: limit } },
  )
}

function megabytes(bytes: number): number {
  return Math.round((bytes / 1_048_576) * 10) / 10
}
