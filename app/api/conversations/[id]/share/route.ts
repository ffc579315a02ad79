import { changeShare, getShare, shareConversation, unshareConversation } from '@/lib/domain/api/conversations'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getShare, ({ runtime, params }) => runtime.sharing.get(params.id))

export const POST = defineRoute(shareConversation, ({ runtime, params, body }) =>
  runtime.sharing.create(params.id, body),
)

export const PUT = defineRoute(changeShare, ({ runtime, params, body }) =>
  runtime.sharing.change(params.id, body),
)

export const DELETE = defineRoute(unshareConversation, ({ runtime, params }) =>
  runtime.sharing.revoke(params.id),
)
