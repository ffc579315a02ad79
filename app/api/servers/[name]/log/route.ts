import { getLog } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getLog, ({ runtime, params }) => ({
  items: runtime.pool.log(params.name),
  nextCursor: null,
}))
