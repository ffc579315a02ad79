import { getMetrics } from '@/lib/domain/api/metrics'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getMetrics, async ({ runtime, request }) => {
  const { text, contentType } = await runtime.metrics.scrape(request.headers.get('accept'))
  return new Response(text, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
})
