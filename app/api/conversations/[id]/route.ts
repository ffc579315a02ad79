import { getConversation, removeConversation, renameConversation } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getConversation, ({ runtime, params }) => runtime.chat.conversation(params.id))

export const PATCH = defineRoute(renameConversation, ({ runtime, params, body }) =>
  runtime.chat.rename(params.id, body.title),
)

export const DELETE = defineRoute(removeConversation, ({ runtime, params }) => runtime.chat.remove(params.id))
