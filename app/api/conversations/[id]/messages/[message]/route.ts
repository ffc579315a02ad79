import { removeBranch } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const DELETE = defineRoute(removeBranch, ({ runtime, params, query }) =>
  runtime.conversations.removeBranch(params.id, params.message, query),
)
