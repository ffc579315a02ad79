import { restoreConversation } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(restoreConversation, ({ runtime, params }) =>
  runtime.conversations.restore(params.id),
)
