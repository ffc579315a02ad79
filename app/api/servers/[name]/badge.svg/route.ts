import { getBadge } from '@/lib/domain/api/status'
import { isFromElsewhere, isSignedIn } from '@/lib/http/guard'
import { defineRoute } from '@/lib/http/route'

/** Short enough that a README tells the truth, long enough that a popular one does not keep us busy. */
const PUBLIC = 'public, max-age=60, stale-while-revalidate=300'

export const GET = defineRoute(getBadge, async ({ runtime, params, query, request }) => {
  // A page from elsewhere shows what strangers see, whoever looks at it.
  const isStranger = !isSignedIn(request, runtime.env) || isFromElsewhere(request, runtime.env)
  const { svg, isPublic } = await runtime.statusPage.badge({ server: params.name, ...query, isStranger })
  return new Response(svg, {
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': isPublic ? PUBLIC : 'private, no-store',
      vary: 'authorization, cookie, origin, sec-fetch-site',
    },
  })
})
