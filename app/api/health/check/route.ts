import { checkMany } from '@/lib/domain/api/health'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(checkMany, ({ runtime, body }) => ({
  queued: runtime.health.checkSoon(body.names),
}))
