import { changeQuestion, removeQuestion } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const PUT = defineRoute(changeQuestion, ({ runtime, params, body }) =>
  runtime.evaluation.changeQuestion(params.id, params.question, body),
)

export const DELETE = defineRoute(removeQuestion, ({ runtime, params }) =>
  runtime.evaluation.removeQuestion(params.id, params.question),
)
