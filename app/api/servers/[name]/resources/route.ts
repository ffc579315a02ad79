import { listResources } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listResources, async ({ runtime, params, signal }) => ({
  ...(await runtime.pool.resources(params.name, signal)),
  nextCursor: null,
}))
