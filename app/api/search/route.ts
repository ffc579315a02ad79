import { searchPassages } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(searchPassages, ({ runtime, body, signal }) =>
  runtime.search.search(body, signal),
)
