import { listEvents } from '@/lib/domain/api/events'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listEvents, async ({ runtime, query }) => ({
  items: await runtime.feed.recent(query),
  nextCursor: null,
}))
