import { listQuestions } from '@/lib/domain/api/approvals'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listQuestions, ({ runtime, query }) => ({
  items: runtime.questions.list(query),
  nextCursor: null,
}))
