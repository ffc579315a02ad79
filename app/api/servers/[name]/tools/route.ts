import { listTools } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listTools, async ({ runtime, params, query, signal }) => ({
  ...(await runtime.pool.tools(params.name, { refresh: query.refresh ?? false, signal })),
  nextCursor: null,
}))
