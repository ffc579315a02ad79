import 'server-only'
import { createUIMessageStream } from 'ai'
import type { Pool } from '@/lib/connections/pool'
import type { ToolResult } from '@/lib/domain/capability'
import { NO_MODEL, type TurnNote } from '@/lib/domain/chat'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { silentTracer, type Tracer } from '@/lib/kit/tracer'
import type { Search } from '@/lib/rag/search/search'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import type { Resumed, TurnApprovals } from './approvals/approvals'
import type { AnswerChunk } from './answer-draft'
import { AnswerKeeper, type AnswerStage } from './answer-keeper'
import { Notices, type Writer } from './answer-notices'
import { prepare } from './answer-prepare'
import { type Ending, failed, streamRounds } from './answer-rounds'
import type { TermsOf } from './evidence/terms'
import type { Fleet } from './gather-tools'
import { settle } from './history'
import type { TurnMessage } from './message'
import type { ResolvedModel } from './models'
import type { Asker } from './questions/questions'
import { TurnTools } from './tools'

const MAX_KEPT_BETWEEN = 1_000_000

export interface Turn {
  /** Null: what was found is the answer. */
  model: ResolvedModel | null
  earlier: TurnMessage[]
  question: TurnMessage
  questionText: string
  answerId: string
  selection: {
    servers?: string[] | undefined
    tags?: string[] | undefined
    collections?: string[] | undefined
  }
  /** Which calls run, ask or are refused. */
  approvals: TurnApprovals
  /** Puts what a server asks in the middle of a call to the person. */
  asker: Asker
  /** The answer that goes on, now that a person has decided on the calls that it waited with. */
  resumed?: Resumed | undefined
  signal: AbortSignal
  /** Keeps the answer as it stands. Never rejects. */
  keep: (answer: TurnMessage, stage: AnswerStage) => Promise<void>
}

export interface AnswerContext extends Fleet {
  pool: Fleet['pool'] & Pick<Pool, 'callTool'>
  search: Pick<Search, 'search' | 'settings'>
  toolSearch: Pick<ToolSearch, 'rank'>
  termsOf: TermsOf
  clock: Clock
  logger: Logger
  tracer?: Tracer
}

export interface RunningAnswer {
  stream: ReadableStream<AnswerChunk>
  /** Whole results of the calls so far, by call. */
  results: ReadonlyMap<string, ToolResult>
}

/**
 * One turn: find passages and tools, let the model answer in rounds, say how it went. A turn that fails or is stopped
 * still ends as a message with its outcome, so that it looks the same now and when the conversation is opened again.
 */
export function answerTurn(context: AnswerContext, turn: Turn): RunningAnswer {
  const startedAt = context.clock.now()
  // What a person has decided on goes on: its answer takes what it took before, and what it takes now.
  const before = turn.resumed?.answer.metadata
  let writer: Writer | undefined
  const tools = new TurnTools({
    pool: context.pool,
    clock: context.clock,
    onNote: (note) => writer?.write({ type: 'data-call', id: note.toolCallId, data: note }),
    onProgress: (progress) =>
      writer?.write({ type: 'data-progress', id: progress.toolCallId, data: progress }),
    onQuestion: (question) => writer?.write({ type: 'data-question', id: question.id, data: question }),
    approvals: turn.approvals,
    asker: turn.asker,
    resumed: turn.resumed,
  })
  const keeper = new AnswerKeeper({
    before: turn.resumed?.answer,
    // Until the end only what is quickly written: of huge results what the page has.
    keep: (answer, stage) => {
      const isQuick = stage === 'end' || tools.wholeBytes <= MAX_KEPT_BETWEEN
      return turn.keep(settle(answer, isQuick ? tools.results : new Map()), stage)
    },
    clock: context.clock,
    logger: context.logger,
  })
  const stream = createUIMessageStream<TurnMessage>({
    originalMessages: turn.resumed ? [turn.question, turn.resumed.answer] : [turn.question],
    execute: async (started) => {
      writer = started.writer
      const { provider, model } = turn.model?.view ?? { provider: NO_MODEL, model: '' }
      const begunAt = before?.startedAt ?? new Date(startedAt).toISOString()
      const note: TurnNote = { startedAt: begunAt, provider, model }
      writer.write({ type: 'start', messageId: turn.answerId, messageMetadata: note })
      for (const data of turn.resumed?.notes ?? []) {
        writer.write({ type: 'data-approval', id: data.toolCallId, data })
      }
      const ending = await tracedTurn(context.tracer, note, () =>
        runTurn(context, turn, { writer: started.writer, tools }),
      )
      const durationMs = (before?.durationMs ?? 0) + context.clock.now() - startedAt
      writer.write({ type: 'finish', messageMetadata: { ...note, ...ending, durationMs } })
    },
    onStepEnd: ({ responseMessage }) => keeper.roundEnded(responseMessage),
    onEnd: ({ responseMessage }) => keeper.ended(responseMessage),
    // What execute throws, it has not foreseen; the rest is told as the turn's outcome.
    onError: (error) => {
      context.logger.error({ err: error }, 'A turn broke')
      return 'The turn broke for a reason of ours; the log has it.'
    },
  })
  return { stream: keeper.watch(stream), results: tools.results }
}

/** A turn as one span, with the calls of its tools below; which model, and how it ended, never what was said. */
function tracedTurn(
  tracer: Tracer = silentTracer,
  { provider, model }: TurnNote,
  run: () => Promise<Ending>,
): Promise<Ending> {
  const attributes = { 'gen_ai.provider.name': provider, 'gen_ai.request.model': model }
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
  const { model } = turn
  const notices = new Notices(writer)
  try {
    const prepared = await prepare(context, turn, { writer, tools, notices })
    if (!model) return { outcome: 'completed' }
    const ending = await streamRounds({ context, turn: { ...turn, model }, prepared, writer, notices, tools })
    // A call that was stopped tells so a moment later; its note belongs to this answer.
    await tools.settled()
    return ending
  } catch (error) {
    if (turn.signal.aborted) return { outcome: 'stopped' }
    return failed(context, model ?? { view: { provider: NO_MODEL, model: '' }, secrets: [] }, error)
  }
}
