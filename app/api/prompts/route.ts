import { findPrompts } from '@/lib/domain/api/offerings'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(findPrompts, ({ runtime, query, signal }) =>
  runtime.offerings.findPrompts(query, signal),
)
