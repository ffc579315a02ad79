import { testWebhook } from '@/lib/domain/api/webhooks'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(testWebhook, ({ runtime, params, signal }) =>
  runtime.webhooks.test(params.id, signal),
)
