import 'server-only'
import type { Tool, ToolResult } from '@/lib/domain/capability'
import type { AppEvent, Caller } from '@/lib/domain/event'
import { AppError } from '@/lib/kit/app-error'
import { callToolOn } from './call-tool'
import { classifyError } from './classify-error'
import type { Entry } from './entry'
import { judgeFault, mayRepeat } from './judge-fault'
import type { Session } from './session'

export interface ToolCall {
  server: string
  tool: string
  arguments: Record<string, unknown>
  caller: Caller
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  onProgress?: ((progress: { progress: number; total?: number; message?: string }) => void) | undefined
}

type Finished = Extract<AppEvent, { kind: 'call-finished' }>

/** A request that reads: carrying it out twice changes nothing. */
const READS: Tool['annotations'] = { readOnlyHint: true }

/**
 * Sends a request on the server's session, opened if need be. One that failed because the session was over, or was
 * forgotten by a restarted server, is sent once more on a new session, if that is safe.
 */
export async function request<T>(
  entry: Entry,
  signal: AbortSignal | undefined,
  send: (session: Session) => Promise<T>,
  annotations: Tool['annotations'] = READS,
): Promise<T> {
  const session = await readySession(entry, signal)
  return entry.using(async () => {
    try {
      return await send(session)
    } catch (error) {
      if (signal?.aborted) throw cancelled(signal)
      // Judged before the session is concluded on, which may take as long as a ping.
      const fault = judgeFault(error, entry.endpoint)
      await entry.conclude(session, error)
      if (!mayRepeat(fault, annotations))
        throw honest(classifyError(error, entry), fault.delivered, annotations)
      // Still the old one: the server lives, and only this request broke.
      const again = await readySession(entry, signal)
      return await send(again).catch(async (second: unknown) => {
        if (signal?.aborted) throw cancelled(signal)
        await entry.conclude(again, second)
        throw honest(classifyError(second, entry), judgeFault(second, entry.endpoint).delivered, annotations)
      })
    }
  })
}

async function readySession(entry: Entry, signal: AbortSignal | undefined): Promise<Session> {
  try {
    return await entry.connection.ready(signal)
  } catch (error) {
    throw signal?.aborted ? cancelled(signal) : error
  }
}

/** Calls a tool and tells how it went. */
export async function callTool(
  entry: Entry,
  call: ToolCall,
  publish: (event: Finished) => void,
): Promise<ToolResult & { durationMs: number }> {
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
    const result = await sendCall(entry, call)
    return { ...result, durationMs: finished(result.isError ? 'tool-error' : 'ok') }
  } catch (error) {
    const failure = call.signal?.aborted ? cancelled(call.signal) : classifyError(error, entry)
    finished(failure.code === 'cancelled' ? 'cancelled' : 'failed', failure.message)
    throw failure
  }
}

function sendCall(entry: Entry, call: ToolCall): Promise<ToolResult> {
  const { tool, signal, onProgress } = call
  const definition = entry.capabilities.tool(tool)
  const timeoutMs = call.timeoutMs ?? entry.policy.callTimeoutMs
  const strict = call.timeoutMs !== undefined
  const send = (session: Session) =>
    callToolOn(session, {
      tool,
      arguments: call.arguments,
      definition,
      timeoutMs,
      strict,
      signal,
      onProgress,
    })
  // Without a definition nothing says that the tool is harmless.
  return request(entry, signal, send, definition?.annotations ?? {})
}

/** Says that the server may have acted, where that is not known. */
function honest(
  error: AppError,
  delivered: 'no' | 'maybe' | 'answered',
  annotations: Tool['annotations'],
): AppError {
  if (delivered !== 'maybe' || annotations === READS) return error
  const note = 'The call may have been carried out, so it was not repeated.'
  return new AppError(error.code, `${error.message} ${note}`, {
    details: { ...error.details, mayHaveRun: true },
  })
}

function cancelled(signal: AbortSignal): AppError {
  return classifyCancel(signal.reason)
}

function classifyCancel(reason: unknown): AppError {
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError'
  return isTimeout
    ? new AppError('timed-out', 'The time limit of the request was reached')
    : new AppError('cancelled', 'Cancelled')
}
