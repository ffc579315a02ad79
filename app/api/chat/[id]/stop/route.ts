import { stopChat } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(stopChat, ({ runtime, params }) => runtime.chat.stopTurn(params.id))
