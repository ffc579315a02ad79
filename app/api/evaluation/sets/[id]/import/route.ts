import { importQuestions } from '@/lib/domain/api/evaluation'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(importQuestions, ({ runtime, params, body }) =>
  runtime.evaluation.import(params.id, body),
)
