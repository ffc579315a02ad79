import { getBadge } from '@/lib/domain/api/status'
import { isSignedIn } from '@/lib/http/guard'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getBadge, async ({ runtime, params, query, request }) => {
  const isStranger = !isSignedIn(request, runtime.env)
  const svg = await runtime.statusPage.badge({ server: params.name, ...query, isStranger })
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml; charset=utf-8' } })
})
