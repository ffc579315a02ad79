import { listPrompts } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const GET = defineRoute(listPrompts, async ({ runtime, params, signal }) => ({
  ...(await runtime.pool.prompts(params.name, signal)),
  nextCursor: null,
}))
