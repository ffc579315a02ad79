import { getPrompt } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(getPrompt, ({ runtime, params, body, signal }) =>
  runtime.pool.getPrompt(params.name, params.prompt, body.arguments, signal),
)
