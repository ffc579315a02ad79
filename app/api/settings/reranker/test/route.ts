import { testReranker } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(testReranker, ({ runtime, body }) => runtime.reranker.test(body))
