import { showBranch } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const PUT = defineRoute(showBranch, ({ runtime, params, query, body }) =>
  runtime.conversations.show(params.id, body.message, query),
)
