import { chat } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(chat, ({ runtime, body, signal }) => runtime.chat.answer({ body, signal }))
