import { callTool } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(callTool, ({ runtime, params, body, signal }) =>
  runtime.handCalls.call({ ...body, server: params.name, tool: params.tool }, signal),
)
