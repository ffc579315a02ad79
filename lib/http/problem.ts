import 'server-only'
import type { z } from 'zod'
import type { ProblemDetails } from '@/lib/domain/api/operation'
import { AppError, type AppErrorCode, isAppError } from '@/lib/kit/app-error'

/** Title and status of each code; `type` is `urn:portolan:problem:<code>` (RFC 9457). */
const KINDS: Record<AppErrorCode, [status: number, title: string]> = {
  'bad-input': [400, 'The request is not valid'],
  'not-found': [404, 'Not found'],
  'already-exists': [409, 'It exists already'],
  'revision-conflict': [409, 'Somebody else has changed it'],
  forbidden: [403, 'Not allowed'],
  unauthenticated: [401, 'Sign in first'],
  'needs-auth': [424, 'The server asks for a sign-in'],
  unreachable: [502, 'The server can not be reached'],
  'bad-certificate': [502, "The server's certificate is not trusted"],
  'timed-out': [504, 'It took too long'],
  cancelled: [499, 'Cancelled'],
  'call-failed': [502, 'The call failed'],
  'protocol-error': [502, 'The server broke the protocol'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'This media type is not understood'],
  'too-busy': [503, 'Too busy'],
  'not-configured': [409, 'Not set up'],
  'read-only': [409, 'It can not be changed here'],
  'invalid-config': [422, 'The configuration is not valid'],
  'in-use': [409, 'In use'],
  'database-unavailable': [503, 'The database does not answer'],
  'shutting-down': [503, 'The server is not serving now'],
  internal: [500, 'Something went wrong here'],
}

/** Codes after which the same request may be sent again soon. */
const RETRY_AFTER_SECONDS: Partial<Record<AppErrorCode, number>> = {
  'too-busy': 1,
  'database-unavailable': 2,
  'shutting-down': 5,
}

/** What the caller may know of a failure. An unexpected one shows nothing of its inside. */
export function problemOf(error: unknown, requestId: string): ProblemDetails {
  const { code, message, details } = expected(error)
  const [status, title] = KINDS[code]
  return {
    type: `urn:portolan:problem:${code}`,
    title,
    status,
    code,
    detail: message,
    requestId,
    ...(details && { details }),
  }
}

export function problemResponse(problem: ProblemDetails): Response {
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  const retryAfter = RETRY_AFTER_SECONDS[problem.code as AppErrorCode] // a code from the table, or no entry
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="portolan"')
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** Input that a schema refused, with the place of each complaint. */
export function badInput(what: string, error: z.ZodError): AppError {
  const issues = error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
  const first = issues[0]
  const place = first?.path ? `${what} "${first.path}"` : what
  return new AppError('bad-input', `${place}: ${first?.message ?? 'not valid'}`, {
    cause: error,
    details: { issues },
  })
}

function expected(error: unknown): {
  code: AppErrorCode
  message: string
  details?: Record<string, unknown> | undefined
} {
  if (isAppError(error) && error.code in KINDS) return error
  return {
    code: 'internal',
    message: 'An unexpected error. The log of the server has it under this request id.',
  }
}
