import { cancelEvaluation, getEvaluation } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(getEvaluation, ({ runtime, params, query }) =>
  runtime.evaluation.run(params.id, query),
)

export const DELETE = defineRoute(cancelEvaluation, ({ runtime, params }) =>
  runtime.evaluation.cancel(params.id),
)
