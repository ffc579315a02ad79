import { chat } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(chat, ({ runtime, body }) => runtime.chat.answer({ body }))
