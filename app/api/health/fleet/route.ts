import { getFleetHealth } from '@/lib/domain/api/health'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getFleetHealth, ({ runtime, query }) =>
  runtime.history.fleet(query, { withinMs: 750 }),
)
