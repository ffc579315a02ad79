import { testEmbedding } from '@/lib/domain/api/search'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(testEmbedding, ({ runtime, body }) => runtime.embedding.test(body))
