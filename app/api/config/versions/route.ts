import { listConfigVersions } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listConfigVersions, async ({ runtime, query }) => {
  const items = await runtime.config.versions(query.path)
  return { items, nextCursor: null, total: items.length }
})
