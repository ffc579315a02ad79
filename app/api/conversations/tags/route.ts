import { conversationTags } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(conversationTags, ({ runtime }) => runtime.conversations.tags())
