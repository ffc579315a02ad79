import { restoreConfigVersion } from '@/lib/domain/api/config'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(restoreConfigVersion, ({ runtime, params, body }) =>
  runtime.config.restore(params.id, body.version),
)
