import { addQuestion } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(addQuestion, ({ runtime, params, body }) =>
  runtime.evaluation.addQuestion(params.id, body),
)
