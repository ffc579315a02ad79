import { findTools } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(findTools, ({ runtime, query, signal }) =>
  runtime.toolFinder.find(query, signal),
)
