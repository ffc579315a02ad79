import { listConversations } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listConversations, ({ runtime, query }) =>
  runtime.chat.listConversations(query),
)
