import { beginSignIn, getAuthorization, signOutOfServer } from '@/lib/domain/api/authorization'
import { defineRoute } from '@/lib/http/route'
import { browserCookie, browserOf, newBrowser, signInOrigin } from '@/lib/http/sign-in-browser'

export const GET = defineRoute(getAuthorization, ({ runtime, params }) =>
  runtime.authorizations.view(params.name),
)

export const POST = defineRoute(beginSignIn, async ({ runtime, params, body, request }) => {
  const { authorizations, env } = runtime
  const browser = browserOf(request) ?? newBrowser()
  const { url } = await authorizations.begin(params.name, {
    scopes: body.scopes ?? [],
    origin: () => signInOrigin(request, env),
    browser,
  })
  const answer = beginSignIn.response.parse({ url, authorization: authorizations.view(params.name) })
  return Response.json(answer, {
    headers: { 'set-cookie': browserCookie(browser, request), 'cache-control': 'no-store' },
  })
})

export const DELETE = defineRoute(signOutOfServer, ({ runtime, params }) =>
  runtime.authorizations.signOut(params.name),
)
