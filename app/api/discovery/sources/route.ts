import { listSources } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listSources, async ({ runtime }) => ({
  items: await runtime.discovery.sources(),
}))
