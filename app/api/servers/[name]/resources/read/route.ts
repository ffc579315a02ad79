import { readResource } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(readResource, ({ runtime, params, body, signal }) =>
  runtime.pool.readResource(params.name, body.uri, signal),
)
