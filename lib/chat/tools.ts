import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { dynamicTool, jsonSchema, type ToolApprovalStatus, type ToolSet } from 'ai'
import type { Pool } from '@/lib/connections/pool'
import type { AnswerRequest } from '@/lib/connections/server-requests'
import type { ProgressNote } from '@/lib/connections/voice'
import type { ToolResult } from '@/lib/domain/capability'
import type { CallNote, CallProgress, Question } from '@/lib/domain/chat'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Resumed, TurnApprovals } from './approvals/approvals'
import { editsOf, placeOf, withEdit } from './approvals/pending'
import type { ChosenTool } from './choose-tools'
import { isToolPart } from './message'
import type { Asker } from './questions/questions'
import { previewForPage, textForModel } from './tool-result'

interface TurnToolsOptions {
  pool: Pick<Pool, 'callTool'>
  clock: Clock
  /** Told of every call as it ends. */
  onNote: (note: CallNote) => void
  /** Told of a call's progress, a few times a second. */
  onProgress?: ((progress: CallProgress) => void) | undefined
  /** Told of each question of a server in the middle of a call, and again when its state changes. */
  onQuestion?: ((question: Question) => void) | undefined
  /** Which calls run, ask or are refused. */
  approvals?: Pick<TurnApprovals, 'decide' | 'secret'> | undefined
  /** Asks the person what a server wants to know in the middle of a call; without, it is refused. */
  asker?: Asker | undefined
  /** The answer that goes on after a person has decided on its calls. */
  resumed?: Resumed | undefined
}

/** Progress is shown at most so often for each call. */
const PROGRESS_EVERY_MS = 250

/**
 * The chosen tools as one turn's model calls them. A tool that fails, or says that it failed, throws: so the SDK shows
 * it as failed to the model and to the person, and nothing can take it for a success.
 */
export class TurnTools {
  /** Results by call, whole; the page and the model get less of a huge one. */
  readonly results = new Map<string, ToolResult>()
  /** Size of those of which the page has only a part. */
  wholeBytes = 0
  /** Whether the model has got less than the whole of one. */
  hasCut = false
  readonly #running = new Set<Promise<unknown>>()
  readonly #known = new Map<string, Pick<ChosenTool, 'server' | 'tool' | 'held'>>()
  readonly #edits: ReturnType<typeof editsOf>

  constructor(private readonly options: TurnToolsOptions) {
    this.#edits = editsOf(options.resumed?.notes ?? [])
  }

  /** Calls belong to whatever this belongs to (a trace), though the SDK makes them from within its stream. */
  toolSet(chosen: readonly ChosenTool[]): ToolSet {
    const inContext = AsyncLocalStorage.snapshot()
    for (const { name, server, tool, held } of chosen)
      this.#known.set(name, { server, tool, ...(held === true && { held }) })
    return Object.fromEntries(chosen.map((tool) => [tool.name, this.#tool(tool, inContext)]))
  }

  /**
   * Tools of approved calls that are not among those offered now: their servers are away, or a rule has come to deny
   * them. Without them the SDK would leave the calls without an answer.
   */
  toolsOfResumed(offered: ToolSet): ToolSet {
    const parts = this.options.resumed?.answer.parts.filter(isToolPart) ?? []
    const missing = parts.flatMap((part): ChosenTool[] => {
      const place = placeOf(part)
      if (part.state !== 'approval-responded' || !place || part.toolName in offered) return []
      const tool = { name: place.tool, inputSchema: {} }
      const inputSchema = { type: 'object' as const }
      return [
        { name: part.toolName, server: place.server, tool, description: 'Not offered any more', inputSchema },
      ]
    })
    return this.toolSet(missing)
  }

  /** What the AI SDK asks for before it runs a call; spread into `streamText`. */
  approvalOptions(): {
    toolApproval?: (asked: { toolCall: { toolName: string } }) => Promise<ToolApprovalStatus>
    experimental_toolApprovalSecret?: string
  } {
    const { approvals } = this.options
    if (!approvals) return {}
    return {
      toolApproval: ({ toolCall }) => this.#judge(approvals, toolCall.toolName),
      experimental_toolApprovalSecret: approvals.secret,
    }
  }

  /** Resolves when no call runs any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  async #judge({ decide }: Pick<TurnApprovals, 'decide'>, name: string): Promise<ToolApprovalStatus> {
    const known = this.#known.get(name)
    // Not a tool of a server: what this app itself gives to the model.
    if (!known) return undefined
    const { action, why } = await decide(known)
    if (action === 'run') return undefined
    return action === 'ask'
      ? { type: 'user-approval', reason: why }
      : { type: 'denied', reason: `Denied. ${why}` }
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
        value: this.#told(
          toolCallId,
          textForModel(this.results.get(toolCallId) ?? (output as ToolResult), { call: toolCallId }).text,
        ),
      }),
    })
  }

  async #call(call: CallRequest): Promise<ToolResult> {
    const { clock, pool, onNote } = this.options
    const startedAt = clock.now()
    const { server, tool, toolCallId, input, signal } = call
    const note = { toolCallId, server, tool }
    const sent = this.#edits.get(toolCallId) ?? input
    try {
      if (!isObject(sent)) throw new Error(`The arguments of ${tool} must be a JSON object`)
      const { durationMs, refused, ...result } = await pool.callTool({
        server,
        tool,
        arguments: sent,
        caller: 'playground',
        signal,
        onProgress: this.#progressOf(toolCallId),
        onRequest: this.#onRequest(note),
      })
      const sentences = refused?.map(({ message }) => message)
      return this.#finish({ ...note, durationMs, ...(sentences && { refused: sentences }) }, result)
    } catch (error) {
      if (error instanceof ToolFailure) throw error
      const durationMs = clock.now() - startedAt
      onNote({ ...note, durationMs, outcome: signal?.aborted ? 'cancelled' : 'failed' })
      const why = isAppError(error) ? error.message : `${tool} could not be called: ${messageOf(error)}`
      throw new ToolFailure(this.#told(toolCallId, why))
    }
  }

  #progressOf(toolCallId: string): (note: ProgressNote) => void {
    const { clock, onProgress } = this.options
    let toldAt = Number.NEGATIVE_INFINITY
    return (note) => {
      if (clock.now() - toldAt < PROGRESS_EVERY_MS) return
      toldAt = clock.now()
      onProgress?.({ toolCallId, ...note })
    }
  }

  #onRequest(place: { toolCallId: string; server: string; tool: string }): AnswerRequest | undefined {
    const { asker, onQuestion } = this.options
    return asker?.(place, (question) => onQuestion?.(question))
  }

  #finish(note: Omit<CallNote, 'outcome'>, result: ToolResult): ToolResult {
    this.results.set(note.toolCallId, result)
    const { text, cut } = textForModel(result, { call: note.toolCallId })
    if (cut) this.hasCut = true
    const preview = previewForPage(result)
    this.wholeBytes += preview.wholeBytes ?? 0
    this.options.onNote({
      ...note,
      outcome: result.isError ? 'tool-error' : 'ok',
      ...(cut && { cutForModel: cut }),
      ...(preview.wholeBytes !== undefined && { wholeBytes: preview.wholeBytes }),
      ...(result.isError && { result: preview.result }),
    })
    if (result.isError) throw new ToolFailure(this.#told(note.toolCallId, text))
    return preview.result
  }

  /** The model reads its own arguments above: it must know where others were sent. */
  #told(toolCallId: string, text: string): string {
    return withEdit(text, this.#edits.get(toolCallId))
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
