import { answerQuestion } from '@/lib/domain/api/approvals'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(answerQuestion, ({ runtime, params, body }) =>
  runtime.questions.answer(params.id, body),
)
