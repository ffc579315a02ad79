import { startEvaluation } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(startEvaluation, ({ runtime, params, body }) =>
  runtime.evaluation.startRun(params.id, body.settings),
)
