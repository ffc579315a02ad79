import { getCallResult } from '@/lib/domain/api/chat'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getCallResult, ({ runtime, params }) =>
  runtime.chat.callResult(params.id, params.call),
)
