import { completeArgument } from '@/lib/domain/api/offerings'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(completeArgument, ({ runtime, params, body, signal }) =>
  runtime.pool.complete(params.name, body, signal),
)
