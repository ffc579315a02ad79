import 'server-only'
import {
  convertToModelMessages,
  createUIMessageStream,
  isStepCount,
  streamText,
  ToolChoiceViolationError,
  type ToolSet,
  toUIMessageStream,
  type UIMessageStreamWriter,
} from 'ai'
import type { Pool } from '@/lib/connections/pool'
import type { ToolResult } from '@/lib/domain/capability'
import type { Offer, TurnNote } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { silentTracer, type Tracer } from '@/lib/kit/tracer'
import { type RankSettings, rankSettingsSchema } from '@/lib/domain/retrieval'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { chooseTools } from './choose-tools'
import { withMoreTools } from './find-more-tools'
import { type Fleet, gatherTools } from './gather-tools'
import { historyForModel, settle, usedTools } from './history'
import type { TurnMessage } from './message'
import { describeModelFailure } from './model-error'
import { PROVIDER_OPTIONS, type ResolvedModel } from './models'
import { instructionsFor } from './prompt'
import { TurnTools } from './tools'

/** Rounds of tool calls after which the model must answer with what it has. */
export const MAX_ROUNDS = 20
const MAX_ABSENT = 100
const MAX_KEPT_BETWEEN = 1_000_000
const TIMEOUTS = { firstChunkMs: 300_000, chunkMs: 120_000 }

export interface Turn {
  model: ResolvedModel
  earlier: TurnMessage[]
  question: TurnMessage
  questionText: string
  answerId: string
  selection: { servers?: string[] | undefined; tags?: string[] | undefined }
  signal: AbortSignal
  /** Keeps the answer as it stands: after every round, and at the end. */
  keep: (answer: TurnMessage) => Promise<void>
}

export interface AnswerContext extends Fleet {
  pool: Fleet['pool'] & Pick<Pool, 'callTool'>
  toolSearch: Pick<ToolSearch, 'rank'>
  clock: Clock
  logger: Logger
  tracer?: Tracer
}

type Writer = UIMessageStreamWriter<TurnMessage>
type Ending = Pick<TurnNote, 'outcome' | 'error' | 'finishReason' | 'inputTokens' | 'outputTokens'>

export interface RunningAnswer {
  stream: ReturnType<typeof createUIMessageStream<TurnMessage>>
  /** Whole results of the calls so far, by call. */
  results: ReadonlyMap<string, ToolResult>
}

/**
 * One turn: offer tools, let the model answer in rounds, say how it went. A turn that fails or is stopped still ends
 * as a message with its outcome, so that it looks the same now and when the conversation is opened again.
 */
export function answerTurn(context: AnswerContext, turn: Turn): RunningAnswer {
  const startedAt = context.clock.now()
  let writer: Writer | undefined
  const tools = new TurnTools({
    pool: context.pool,
    clock: context.clock,
    onNote: (note) => writer?.write({ type: 'data-call', id: note.toolCallId, data: note }),
  })
  const keep = (answer: TurnMessage) => turn.keep(settle(answer, tools.results))
  const stream = createUIMessageStream<TurnMessage>({
    originalMessages: [turn.question],
    execute: async (started) => {
      writer = started.writer
      const { provider, model } = turn.model.view
      const note: TurnNote = { startedAt: new Date(startedAt).toISOString(), provider, model }
      writer.write({ type: 'start', messageId: turn.answerId, messageMetadata: note })
      const ending = await tracedTurn(context.tracer, turn, () =>
        runTurn(context, turn, { writer: started.writer, tools }),
      )
      const durationMs = context.clock.now() - startedAt
      writer.write({ type: 'finish', messageMetadata: { ...note, ...ending, durationMs } })
    },
    // Between rounds only what is quickly written; the end keeps all of it.
    onStepEnd: ({ responseMessage }) =>
      tools.wholeBytes > MAX_KEPT_BETWEEN ? undefined : keep(responseMessage),
    onEnd: ({ responseMessage }) => keep(responseMessage),
    // What execute throws, it has not foreseen; the rest is told as the turn's outcome.
    onError: (error) => {
      context.logger.error({ err: error }, 'A turn broke')
      return 'The turn broke for a reason of ours; the log has it.'
    },
  })
  return { stream, results: tools.results }
}

/** A turn as one span, with the calls of its tools below; which model, and how it ended, never what was said. */
function tracedTurn(
  tracer: Tracer = silentTracer,
  { model: { view } }: Turn,
  run: () => Promise<Ending>,
): Promise<Ending> {
  const attributes = { 'gen_ai.provider.name': view.provider, 'gen_ai.request.model': view.model }
  return tracer.span('turn', { attributes }, async (span) => {
    const ending = await run()
    span.set({
      'portolan.outcome': ending.outcome,
      'gen_ai.usage.input_tokens': ending.inputTokens,
      'gen_ai.usage.output_tokens': ending.outputTokens,
    })
    if (ending.outcome === 'failed') span.fail(ending.error?.code ?? 'failed')
    return ending
  })
}

async function runTurn(
  context: AnswerContext,
  turn: Turn,
  { writer, tools }: { writer: Writer; tools: TurnTools },
): Promise<Ending> {
  try {
    const { toolSet, offer, messages } = await prepare(context, turn, tools)
    writer.write({ type: 'data-offer', id: 'offer', data: offer })
    const ending = await streamAnswer({ context, turn, writer, toolSet, offer, messages })
    // A call that was stopped tells so a moment later; its note belongs to this answer.
    await tools.settled()
    return ending
  } catch (error) {
    if (turn.signal.aborted) return { outcome: 'stopped' }
    return failed(context, turn, error)
  }
}

async function prepare(context: AnswerContext, turn: Turn, tools: TurnTools) {
  const { messages, forgotten } = historyForModel(turn.earlier)
  const { tools: known, absent } = await gatherTools(context, turn.selection, { signal: turn.signal })
  const settings: RankSettings = rankSettingsSchema.parse({})
  const { signal } = turn
  const ranked = await context.toolSearch.rank(turn.questionText, known, { settings, signal })
  const choice = chooseTools(ranked.tools, { used: usedTools(messages), limits: settings })
  const { chosen, withheld, ranking } = choice
  const offer: Offer = {
    limit: settings.toolLimit,
    known: known.length,
    offered: chosen.map(({ name, server, tool }) => ({
      name,
      server,
      tool: tool.name,
      ...(tool.title !== undefined && { title: tool.title }),
    })),
    withheld,
    absent: absent.slice(0, MAX_ABSENT),
    moreAbsent: Math.max(0, absent.length - MAX_ABSENT),
    forgotten,
    ranking,
  }
  const more = { toolSearch: context.toolSearch, settings, signal }
  const toolSet = withMoreTools(choice, (some) => tools.toolSet(some), more)
  return { toolSet, offer, messages }
}

async function streamAnswer({
  context,
  turn,
  writer,
  toolSet,
  offer,
  messages,
}: {
  context: AnswerContext
  turn: Turn
  writer: Writer
  toolSet: ToolSet
  offer: Offer
  messages: TurnMessage[]
}): Promise<Ending> {
  let failure: unknown
  let rounds = 0
  let usage: Ending = {}
  let finishReason: string | undefined
  const result = streamText({
    model: turn.model.model,
    instructions: instructionsFor(offer, new Date(context.clock.now())),
    messages: await convertToModelMessages([...messages, turn.question]),
    tools: toolSet,
    stopWhen: isStepCount(MAX_ROUNDS),
    // The last round must be an answer, not one more call that nobody reads.
    prepareStep: ({ stepNumber }) => (stepNumber === MAX_ROUNDS - 1 ? { toolChoice: 'none' } : {}),
    abortSignal: turn.signal,
    timeout: TIMEOUTS,
    maxRetries: 1,
    onStepStart: () => {
      rounds++
    },
    onEnd: ({ usage: total }) => {
      usage = usageOf(total)
    },
    onError: ({ error }) => {
      failure = error
    },
    ...PROVIDER_OPTIONS,
  })
  const chunks = toUIMessageStream<ToolSet, TurnMessage>({
    stream: result.stream,
    tools: toolSet,
    sendStart: false,
    // Told as the outcome below; a tool's own error text stays as the model got it.
    onError: () => '',
    redactToolErrors: false,
  })
  for await (const chunk of chunks) {
    if (chunk.type === 'finish') {
      finishReason = chunk.finishReason
    } else if (chunk.type === 'abort') {
      // Ours is told below; the other one is the SDK's own time limit.
      failure ??= new AppError('timed-out', `${turn.model.view.model} did not go on answering in time`)
    } else if (chunk.type !== 'error') {
      writer.write(chunk)
    }
  }
  if (turn.signal.aborted) return { ...usage, outcome: 'stopped' }
  // A model that goes on calling when told to answer: its calls were not made.
  if (ToolChoiceViolationError.isInstance(failure)) return { ...usage, outcome: 'step-limit' }
  if (failure !== undefined) return { ...usage, ...failed(context, turn, failure) }
  return {
    ...usage,
    ...(finishReason !== undefined && { finishReason }),
    outcome: rounds >= MAX_ROUNDS ? 'step-limit' : 'completed',
  }
}

function failed({ logger }: AnswerContext, { model }: Turn, error: unknown): Ending {
  const failure = describeModelFailure(error, model.secrets)
  logger.warn(
    { provider: model.view.provider, model: model.view.model, reason: failure.message },
    'A turn failed',
  )
  return { outcome: 'failed', error: failure }
}

function usageOf(usage: {
  inputTokens: number | undefined
  outputTokens: number | undefined
}): Partial<TurnNote> {
  return {
    ...(usage.inputTokens !== undefined && { inputTokens: usage.inputTokens }),
    ...(usage.outputTokens !== undefined && { outputTokens: usage.outputTokens }),
  }
}
