import 'server-only'
import type { ToolResult } from '@/lib/domain/capability'
import { silentTracer, type Tracer } from '@/lib/kit/tracer'
import type { ToolCall } from './calls'

/** A call of a tool as one span, with its attempts below; names only, never arguments or results. */
export function tracedCall<R extends ToolResult>(
  tracer: Tracer = silentTracer,
  call: ToolCall,
  run: (call: ToolCall) => Promise<R>,
): Promise<R> {
  const { server, tool, caller } = call
  const attributes = { 'portolan.server': server, 'portolan.tool': tool, 'portolan.caller': caller }
  return tracer.span(`call ${server}`, { attributes }, async (span) => {
    const result = await run({ ...call, tracer })
    if (result.isError) span.fail('tool_error')
    return result
  })
}
