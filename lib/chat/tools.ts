import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { dynamicTool, jsonSchema, type ToolSet } from 'ai'
import type { Pool } from '@/lib/connections/pool'
import type { ToolResult } from '@/lib/domain/capability'
import type { CallNote } from '@/lib/domain/chat'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { ChosenTool } from './choose-tools'
import { previewForPage, textForModel } from './tool-result'

interface TurnToolsOptions {
  pool: Pick<Pool, 'callTool'>
  clock: Clock
  /** Told of every call as it ends. */
  onNote: (note: CallNote) => void
}

/**
 * The chosen tools as one turn's model calls them. A tool that fails, or says that it failed, throws: so the SDK shows
 * it as failed to the model and to the person, and nothing can take it for a success.
 */
export class TurnTools {
  /** Results by call, whole; the page and the model get less of a huge one. */
  readonly results = new Map<string, ToolResult>()
  /** Size of those of which the page has only a part. */
  wholeBytes = 0
  readonly #running = new Set<Promise<unknown>>()

  constructor(private readonly options: TurnToolsOptions) {}

  /** Calls belong to whatever this belongs to (a trace), though the SDK makes them from within its stream. */
  toolSet(chosen: readonly ChosenTool[]): ToolSet {
    const inContext = AsyncLocalStorage.snapshot()
    return Object.fromEntries(chosen.map((tool) => [tool.name, this.#tool(tool, inContext)]))
  }

  /** Resolves when no call runs any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  #tool({ server, tool, description, inputSchema }: ChosenTool, inContext: InContext): ToolSet[string] {
    return dynamicTool({
      description,
      inputSchema: jsonSchema(inputSchema),
      metadata: { server, tool: tool.name },
      execute: (input, { toolCallId, abortSignal }) => {
        const asked = { server, tool: tool.name, toolCallId, input, signal: abortSignal }
        const call = inContext(() => this.#call(asked))
        this.#running.add(call)
        return call.finally(() => this.#running.delete(call))
      },
      toModelOutput: ({ toolCallId, output }) => ({
        type: 'text',
        // The SDK hands back what execute gave to the page; the model's part is cut from the whole.
        value: textForModel(this.results.get(toolCallId) ?? (output as ToolResult)).text,
      }),
    })
  }

  async #call(call: CallRequest): Promise<ToolResult> {
    const startedAt = this.options.clock.now()
    const { server, tool, toolCallId, input, signal } = call
    const note = { toolCallId, server, tool }
    try {
      if (!isObject(input)) throw new Error(`The arguments of ${tool} must be a JSON object`)
      const { durationMs, ...result } = await this.options.pool.callTool({
        server,
        tool,
        arguments: input,
        caller: 'playground',
        signal,
      })
      return this.#finish({ ...note, durationMs }, result)
    } catch (error) {
      if (error instanceof ToolFailure) throw error
      const durationMs = this.options.clock.now() - startedAt
      this.options.onNote({ ...note, durationMs, outcome: signal?.aborted ? 'cancelled' : 'failed' })
      throw new ToolFailure(
        isAppError(error) ? error.message : `${tool} could not be called: ${messageOf(error)}`,
      )
    }
  }

  #finish(note: Omit<CallNote, 'outcome'>, result: ToolResult): ToolResult {
    this.results.set(note.toolCallId, result)
    const { text, cut } = textForModel(result)
    const preview = previewForPage(result)
    this.wholeBytes += preview.wholeBytes ?? 0
    this.options.onNote({
      ...note,
      outcome: result.isError ? 'tool-error' : 'ok',
      ...(cut && { cutForModel: cut }),
      ...(preview.wholeBytes !== undefined && { wholeBytes: preview.wholeBytes }),
      ...(result.isError && { result: preview.result }),
    })
    if (result.isError) throw new ToolFailure(text)
    return preview.result
  }
}

type InContext = ReturnType<typeof AsyncLocalStorage.snapshot>

interface CallRequest {
  server: string
  tool: string
  toolCallId: string
  input: unknown
  signal: AbortSignal | undefined
}

/** Its text, and nothing else, reaches the model and the person: the SDK shows `toString()`, which begins with the name. */
class ToolFailure extends Error {
  override name = ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
