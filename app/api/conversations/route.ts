import { listConversations } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listConversations, ({ runtime, query }) => runtime.conversations.list(query))
