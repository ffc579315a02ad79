import { explainTool } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(explainTool, ({ runtime, body, signal }) =>
  runtime.toolFinder.explain(body, signal),
)
