import { approveTool } from '@/lib/domain/api/capabilities'
import { defineRoute } from '@/lib/http/route'

export const POST = defineRoute(approveTool, async ({ runtime, params }) => ({
  heldTools: await runtime.pool.approveTool(params.name, params.tool),
}))
