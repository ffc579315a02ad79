import { changeConversation, getConversation, removeConversation } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getConversation, ({ runtime, params, query }) =>
  runtime.conversations.branch(params.id, query),
)

export const PATCH = defineRoute(changeConversation, ({ runtime, params, body }) =>
  runtime.conversations.change(params.id, body),
)

export const DELETE = defineRoute(removeConversation, ({ runtime, params }) =>
  runtime.conversations.remove(params.id),
)
