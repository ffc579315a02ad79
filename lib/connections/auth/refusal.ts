import 'server-only'
import { AppError, isAppError } from '@/lib/kit/app-error'

/**
 * Why a request was not let in: nobody has signed in or the sign-in has ended; the token does not cover what was asked;
 * or the authorization server can't be asked just now.
 */
export type RefusalKind = 'signed-out' | 'more-scopes' | 'unavailable'

/** `unavailable` heals by waiting, so it is no `needs-auth`; of the others only a person can do something. */
export function refusal(kind: RefusalKind, message: string, scopes: string[] = []): AppError {
  return new AppError(kind === 'unavailable' ? 'unreachable' : 'needs-auth', message, {
    details: { refusal: kind, ...(scopes.length > 0 && { scopes }) },
  })
}

export function refusalKindOf(error: unknown): RefusalKind | undefined {
  const kind = isAppError(error) ? error.details?.['refusal'] : undefined
  return kind === 'signed-out' || kind === 'more-scopes' || kind === 'unavailable' ? kind : undefined
}
