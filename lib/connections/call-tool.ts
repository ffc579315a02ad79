import 'server-only'
import type { Progress, Tool as SdkTool } from '@modelcontextprotocol/client'
import { z } from 'zod'
import { contentBlockSchema, type Tool, type ToolResult } from '@/lib/domain/capability'
import { joinedSignal } from '@/lib/kit/joined-signal'
import { silentTracer, type TraceCarrier, type Tracer } from '@/lib/kit/tracer'
import { PausableLimit } from './pausable-limit'
import type { CallQuestions } from './server-requests'
import type { Session } from './session'
import type { ProgressNote } from './voice'

/** A call that reports progress may go on beyond the policy's limit, but not for ever. */
const MAX_TOTAL_MS = 3_600_000

export interface CallOptions {
  tool: string
  arguments: Record<string, unknown>
  /** As last listed; the modern era takes headers from its input schema. */
  definition: Tool | undefined
  timeoutMs: number
  /** The caller named the limit: progress does not extend it. */
  strict: boolean
  signal: AbortSignal | undefined
  /** The caller's own ear: while it hears of progress, the call may go on. */
  onProgress: ((progress: ProgressNote) => void) | undefined
  /** Told of progress as well; changes nothing about the limit. */
  onNews: (progress: ProgressNote) => void
  questions: CallQuestions
  tracer?: Tracer | undefined
}

/** What came back, read leniently: a tool that has run is not made a failure by a block we don't know. */
const resultSchema = z.looseObject({
  content: z.array(contentBlockSchema).catch([]),
  structuredContent: z.json().optional().catch(undefined),
  isError: z.boolean().catch(false),
})

/** Calls a tool once on an open session. Rejects with what the SDK threw. */
export function callToolOn(session: Session, call: CallOptions): Promise<ToolResult> {
  const { tool, tracer = silentTracer } = call
  const attributes = {
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': session.facts.protocolVersion,
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': tool,
  }
  return tracer.span(`tools/call ${tool}`, { kind: 'client', attributes }, async (span) => {
    const result = await session.desk.run(call.questions, () => withinLimit(session, call, tracer.carrier()))
    if (result.isError) span.fail('tool_error')
    return result
  })
}

/** Where somebody can be asked, the limit is ours: the SDK's would go on while a person thinks. */
async function withinLimit(session: Session, call: CallOptions, carrier: TraceCarrier): Promise<ToolResult> {
  if (!call.questions.onRequest) return send(session, call, carrier)
  using limit = new PausableLimit(call.timeoutMs)
  using signal = joinedSignal([call.signal, limit.signal])
  call.questions.limit = limit
  const { onProgress, strict } = call
  // As the SDK's own limit does: a call that reports progress to somebody may go on.
  const renewing =
    onProgress && !strict
      ? (note: ProgressNote) => {
          limit.renew()
          onProgress(note)
        }
      : onProgress
  const timeoutMs = Math.max(MAX_TOTAL_MS, call.timeoutMs)
  return await send(session, { ...call, onProgress: renewing, signal, timeoutMs }, carrier)
}

async function send(session: Session, call: CallOptions, carrier: TraceCarrier): Promise<ToolResult> {
  const { onProgress, onNews, strict, timeoutMs } = call
  const options = {
    timeout: timeoutMs,
    ...(call.signal && { signal: call.signal }),
    resetTimeoutOnProgress: onProgress !== undefined && !strict,
    maxTotalTimeout: onProgress && !strict ? Math.max(MAX_TOTAL_MS, timeoutMs) : timeoutMs,
    onprogress: ({ progress, total, message }: Progress) => {
      const note = {
        progress,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      }
      onNews(note)
      onProgress?.(note)
    },
  }
  const params = {
    name: call.tool,
    arguments: call.arguments,
    // W3C trace context, as the protocol carries it.
    ...(carrier.traceparent !== undefined && { _meta: { ...carrier } }),
  }
  const raw =
    session.facts.era === 'legacy'
      ? await session.client.request({ method: 'tools/call', params }, resultSchema, options)
      : resultSchema.parse(
          await session.client.callTool(params, { ...options, ...withoutOutputSchema(call.definition) }),
        )
  const { content, structuredContent, isError } = raw
  return { content, isError, ...(structuredContent !== undefined && { structuredContent }) }
}

/**
 * The definition that the SDK may see. Without the output schema, for the SDK throws a result away that does not match
 * it, after the tool has run.
 */
function withoutOutputSchema(definition: Tool | undefined): { toolDefinition?: SdkTool } {
  if (!definition) return {}
  const { name, inputSchema } = definition
  return { toolDefinition: { name, inputSchema: { ...inputSchema, type: 'object' } } }
}
