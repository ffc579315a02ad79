import { listQuestions } from '@/lib/domain/api/approvals'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listQuestions, async ({ runtime, query }) => ({
  items: await runtime.questions.list(query),
  nextCursor: null,
}))
