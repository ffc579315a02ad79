import { finishSignIn } from '@/lib/domain/api/authorization'
import { defineRoute } from '@/lib/http/route'
import { finishInBrowser } from '@/lib/http/sign-in-callback'

export const GET = defineRoute(finishSignIn, ({ runtime, query, request }) =>
  finishInBrowser(runtime, query, request),
)
