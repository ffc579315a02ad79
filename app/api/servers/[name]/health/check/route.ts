import { checkServer } from '@/lib/domain/api/health'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(checkServer, ({ runtime, params, signal }) =>
  runtime.health.check(params.name, signal),
)
