import { retryDeliveries } from '@/lib/domain/api/webhooks'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(retryDeliveries, async ({ runtime, params, body }) => ({
  queued: await runtime.webhooks.retry(params.id, body.ids),
}))
