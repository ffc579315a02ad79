import { cancelRun, getRun } from '@/lib/domain/api/discovery'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getRun, ({ runtime, params }) =>
  runtime.discovery.getRun(params.id, params.run),
)

export const DELETE = defineRoute(cancelRun, ({ runtime, params }) =>
  runtime.discovery.cancel(params.id, params.run),
)
