import { getSession, signIn, signOut } from '@/lib/domain/api/session'
import { isSignedIn } from '@/lib/http/guard'
import { defineRoute } from '@/lib/http/route'
import { expiredSessionCookie, isSecure, sessionResponse, startSession } from '@/lib/http/session'

export const GET = defineRoute(getSession, ({ runtime: { env }, request }) => ({
  tokenRequired: env.token !== undefined,
  signedIn: isSignedIn(request, env),
  stdioAllowed: env.stdio.allowed,
}))

export const POST = defineRoute(signIn, ({ runtime: { env }, body, request }) =>
  sessionResponse(startSession(body.token, env.token, isSecure(request))),
)

export const DELETE = defineRoute(signOut, ({ request }) =>
  sessionResponse(expiredSessionCookie(isSecure(request))),
)
