import 'server-only'
import {
  convertToModelMessages,
  isStepCount,
  streamText,
  ToolChoiceViolationError,
  type ToolSet,
  toUIMessageStream,
} from 'ai'
import type { TurnNote } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import type { AnswerContext, Turn } from './answer'
import type { Notices, Writer } from './answer-notices'
import type { Prepared } from './answer-prepare'
import type { TurnMessage } from './message'
import { describeModelFailure } from './model-error'
import { PROVIDER_OPTIONS, type ResolvedModel } from './models'
import { instructionsFor } from './prompt'
import { questionWithPassages } from './prompt-passages'

/** Rounds of tool calls after which the model must answer with what it has. */
const MAX_ROUNDS = 20
const TIMEOUTS = { firstChunkMs: 300_000, chunkMs: 120_000 }

export type Ending = Omit<TurnNote, 'startedAt' | 'provider' | 'model' | 'durationMs' | 'parent'>

interface Round {
  context: AnswerContext
  turn: Turn & { model: ResolvedModel }
  prepared: Prepared
  writer: Writer
  notices: Notices
}

/** Lets the model answer, in as many rounds of calls as it wants and may have, and says how that ended. Never throws. */
export async function streamRounds({ context, turn, prepared, writer }: Round): Promise<Ending> {
  let failure: unknown
  let rounds = 0
  let usage: Ending = {}
  let finishReason: string | undefined
  const { toolSet, offer, evidence, messages } = prepared
  const question = asRead(turn.question, questionWithPassages(turn.questionText, evidence.passages, keyOf()))
  const result = streamText({
    model: turn.model.model,
    instructions: instructionsFor(offer, new Date(context.clock.now()), {
      hasPassages: evidence.passages.length > 0,
    }),
    messages: await convertToModelMessages([...messages, question]),
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
  if (failure !== undefined) return { ...usage, ...failed(context, turn.model, failure) }
  return {
    ...usage,
    ...(finishReason !== undefined && { finishReason }),
    outcome: rounds >= MAX_ROUNDS ? 'step-limit' : 'completed',
  }
}

export function failed(
  { logger }: Pick<AnswerContext, 'logger'>,
  { view, secrets }: { view: { provider: string; model: string }; secrets: readonly string[] },
  error: unknown,
): Ending {
  const failure = describeModelFailure(error, secrets)
  logger.warn({ provider: view.provider, model: view.model, reason: failure.message }, 'A turn failed')
  return { outcome: 'failed', error: failure }
}

/** The question with what the model reads in the place of its words; what else goes with it stays. */
function asRead(question: TurnMessage, text: string): TurnMessage {
  const others = question.parts.filter(({ type }) => type !== 'text')
  return { ...question, parts: [...others, { type: 'text', text }] }
}

/** 96 bits of chance. */
function keyOf(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex')
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
