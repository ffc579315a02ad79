import { resumeChat } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(resumeChat, ({ runtime, params, query }) =>
  runtime.chat.resume(params.id, query),
)
