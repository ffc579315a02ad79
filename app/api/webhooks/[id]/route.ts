import { changeWebhook, removeWebhook } from '@/lib/domain/api/webhooks'
import { defineRoute } from '@/lib/http/route'

export const PATCH = defineRoute(changeWebhook, ({ runtime, params, body }) =>
  runtime.webhooks.change(params.id, body),
)

export const DELETE = defineRoute(removeWebhook, ({ runtime, params }) => runtime.webhooks.remove(params.id))
