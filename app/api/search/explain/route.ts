import { explainPassage } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(explainPassage, ({ runtime, body, signal }) =>
  runtime.search.explain(body, signal),
)
