import { findResources } from '@/lib/domain/api/offerings'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(findResources, ({ runtime, query, signal }) =>
  runtime.offerings.findResources(query, signal),
)
