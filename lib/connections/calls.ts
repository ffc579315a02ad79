import 'server-only'
import type { ToolResult } from '@/lib/domain/capability'
import type { AppEvent, Caller } from '@/lib/domain/event'
import type { Tracer } from '@/lib/kit/tracer'
import { callToolOn } from './call-tool'
import { classifyError } from './classify-error'
import { deadline } from '@/lib/kit/deadline'
import type { Entry } from './entry'
import { assertCallable } from './lists'
import { cancelledBy, send } from './request'
import { type AnswerRequest, CallQuestions, type RefusedRequest } from './server-requests'
import type { Session } from './session'
import type { ProgressNote } from './voice'

export interface ToolCall {
  server: string
  tool: string
  arguments: Record<string, unknown>
  caller: Caller
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  onProgress?: ((progress: ProgressNote) => void) | undefined
  /** Answers what the server asks for in the middle of the call; without, it is refused. */
  onRequest?: AnswerRequest | undefined
  tracer?: Tracer | undefined
}

/** A result, how long it took in ms, and what the server asked for in vain. */
export type CallResult = ToolResult & { durationMs: number; refused?: RefusedRequest[] }

type Finished = Extract<AppEvent, { kind: 'call-finished' }>

/** Calls a tool and tells how it went. */
export async function callTool(
  entry: Entry,
  call: ToolCall,
  publish: (event: Finished) => void,
): Promise<CallResult> {
  const started = performance.now()
  const finished = (outcome: Finished['outcome'], error?: string): number => {
    const durationMs = Math.round((performance.now() - started) * 100) / 100
    const { server: name, tool, caller } = call
    publish({
      kind: 'call-finished',
      name,
      tool,
      caller,
      durationMs,
      outcome,
      ...(error !== undefined && { error }),
    })
    return durationMs
  }
  try {
    // From here on it runs: nobody may close the connection under it while it waits for its turn.
    const questions = new CallQuestions(call.onRequest)
    const result = await entry.using(() => sendCall(entry, call, questions))
    const durationMs = finished(result.isError ? 'tool-error' : 'ok')
    const { refused } = questions
    for (const { message } of refused) entry.log.add('pool', `${call.tool}: ${message}`)
    return { ...result, durationMs, ...(refused.length > 0 && { refused }) }
  } catch (error) {
    const failure = call.signal?.aborted ? cancelledBy(call.signal) : classifyError(error, entry)
    finished(failure.code === 'cancelled' ? 'cancelled' : 'failed', failure.message)
    throw failure
  }
}

async function sendCall(entry: Entry, call: ToolCall, questions: CallQuestions): Promise<ToolResult> {
  const { tool, signal, onProgress, tracer } = call
  const { callTimeoutMs } = entry.policy
  const timeoutMs = call.timeoutMs ?? callTimeoutMs
  const strict = call.timeoutMs !== undefined
  entry.circuit.check()
  await assertCallable(entry, tool, signal)
  const leave = await turn(entry, timeoutMs, signal)
  try {
    const definition = entry.capabilities.tool(tool)
    const { arguments: values } = call
    const onNews = entry.voice.progressOf(tool)
    const how = {
      ...{ tool, arguments: values, definition, timeoutMs, strict, tracer },
      ...{ onProgress, onNews, questions },
    }
    const carryOut = (session: Session, cutting: AbortSignal) =>
      callToolOn(session, { ...how, signal: cutting })
    // Without a definition nothing says that the tool is harmless.
    const annotations = definition?.annotations ?? {}
    return await send(entry, { signal, annotations, isHasty: timeoutMs < callTimeoutMs }, carryOut)
  } finally {
    leave()
  }
}

/** Waits for its turn among the server's calls, for as long as the call itself may take. */
async function turn(entry: Entry, limitMs: number, signal: AbortSignal | undefined): Promise<() => void> {
  using limited = deadline(signal, limitMs, `A place among the calls to ${entry.name}`)
  return await entry.limit.enter(limited)
}
