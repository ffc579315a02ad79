import { searchTools } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(searchTools, ({ runtime, body, signal }) =>
  runtime.toolFinder.search(body, signal),
)
