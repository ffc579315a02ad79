import 'server-only'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { GuardedAnswer } from '@/lib/kit/guarded-fetch'

/** Longer than this nobody is made to wait by a header. */
const MAX_RETRY_AFTER_MS = 86_400_000

/** What a status other than 200 means, and what to do; `details.retryAt` where the server says when to come back. */
export function statusError({ url, status, headers }: GuardedAnswer, now: number): AppError {
  const retryAt = retryAtOf(headers['retry-after'], now)
  switch (status) {
    case 401:
    case 403:
      return new AppError(
        'needs-auth',
        `${url.host} asks for sign-in (${status}): give this URL a token or headers in the settings`,
      )
    case 404:
    case 410:
      return new AppError('not-found', `${url.host} has nothing at ${url.pathname} (${status})`)
    case 429:
    case 503: {
      const when =
        retryAt === undefined ? '' : `, and asks to come back at ${new Date(retryAt).toISOString()}`
      const what = status === 429 ? 'says that it is asked too often' : 'is not available'
      const details = retryAt === undefined ? {} : { details: { retryAt } }
      return new AppError('too-busy', `${url.host} ${what} (${status})${when}`, details)
    }
    default: {
      const what = status >= 500 ? 'fails' : 'refuses to answer'
      return new AppError('unreachable', `${url.host} ${what} (${status})`)
    }
  }
}

/** When a server wants to be asked again; undefined when it did not say. */
export function retryAtIn(error: unknown): number | undefined {
  const retryAt = isAppError(error) ? error.details?.retryAt : undefined
  return typeof retryAt === 'number' ? retryAt : undefined
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function retryAtOf(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const at = /^\s*\d+\s*$/.test(value) ? now + Number(value) * 1_000 : Date.parse(value)
  return Number.isNaN(at) || at <= now ? undefined : Math.min(at, now + MAX_RETRY_AFTER_MS)
}
