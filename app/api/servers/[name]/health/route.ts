import { getServerHealth } from '@/lib/domain/api/health'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getServerHealth, ({ runtime, params, query }) =>
  runtime.history.series(params.name, query),
)
