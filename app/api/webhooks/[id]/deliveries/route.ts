import { listDeliveries } from '@/lib/domain/api/webhooks'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listDeliveries, ({ runtime, params, query }) =>
  runtime.webhooks.deliveriesOf(params.id, query),
)
