import 'server-only'
import {
  convertToModelMessages,
  isStepCount,
  type StepResult,
  streamText,
  ToolChoiceViolationError,
  type ToolSet,
  toUIMessageStream,
} from 'ai'
import type { Evidence, TurnNote } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import type { AnswerContext, Turn } from './answer'
import { Meter } from './answer-meter'
import type { Notices, Writer } from './answer-notices'
import { patientModel } from './answer-patience'
import type { Prepared } from './answer-prepare'
import { loopingTool } from './answer-repetition'
import { AnswerText } from './answer-text'
import { checkCitations } from './citations/check'
import { attachedText, attachedTo } from './attachments'
import { answerToGoOn } from './history'
import type { TurnMessage, TurnPart } from './message'
import { describeModelFailure } from './model-error'
import { PROVIDER_OPTIONS, type ResolvedModel } from './models'
import { instructionsFor } from './prompt'
import { questionWithPassages } from './prompt-passages'
import { READ_RESULT } from './tool-result'
import type { TurnTools } from './tools'

/** Rounds of tool calls after which the model must answer with what it has. */
const MAX_ROUNDS = 20
const TIMEOUTS = { firstChunkMs: 300_000, chunkMs: 120_000 }
const ENDLESS =
  'The model went on without end, saying the same again and again, and was stopped. Try another model.'

export type Ending = Omit<TurnNote, 'startedAt' | 'provider' | 'model' | 'durationMs' | 'parent'>

interface Round {
  context: AnswerContext
  turn: Turn & { model: ResolvedModel }
  prepared: Prepared
  writer: Writer
  notices: Notices
  tools: Pick<TurnTools, 'approvalOptions' | 'hasCut'>
}

/** What happened while the model answered. */
interface Course {
  rounds: number
  failure?: unknown
  finishReason?: string
  /** What the model was given in the end; less than was found where its context is small. */
  evidence: Evidence
  meter: Meter
  text: AnswerText
  /** Ends the answer for a reason of ours. */
  own: AbortController
}

/** Lets the model answer, in as many rounds of calls as it wants and may have, and says how that ended. Never throws. */
export async function streamRounds(round: Round): Promise<Ending> {
  const { context, turn, prepared, writer } = round
  const course: Course = {
    rounds: 0,
    evidence: prepared.evidence,
    meter: new Meter(turn.model.view.prices, turn.resumed?.answer.metadata),
    text: new AnswerText(turn.resumed?.answer),
    own: new AbortController(),
  }
  course.meter.contextLimit = turn.model.context?.tokens
  const stream = await ask(round, course)
  const chunks = toUIMessageStream<ToolSet, TurnMessage>({
    stream,
    tools: prepared.toolSet,
    sendStart: false,
    // Told as the outcome below; a tool's own error text stays as the model got it.
    onError: () => '',
    redactToolErrors: false,
  })
  for await (const chunk of chunks) {
    if (course.text.add(chunk)) {
      course.failure ??= new AppError('too-large', ENDLESS)
      course.own.abort(course.failure)
    }
    if (chunk.type === 'finish') {
      if (chunk.finishReason !== undefined) course.finishReason = chunk.finishReason
    } else if (chunk.type === 'abort') {
      // Ours is told below; the other one is the SDK's own time limit.
      course.failure ??= new AppError('timed-out', `${turn.model.view.model} did not go on answering in time`)
    } else if (chunk.type !== 'error') {
      writer.write(chunk)
    }
  }
  const citations = checkCitations(course.text.whole, course.evidence.passages, context.termsOf)
  if (citations.length > 0) writer.write({ type: 'data-citations', id: 'citations', data: citations })
  return { ...course.meter.read(), ...outcomeOf(round, course) }
}

async function ask(round: Round, course: Course): Promise<ReturnType<typeof streamText>['stream']> {
  const { context, turn, prepared, tools } = round
  const key = keyOf()
  const { passages } = prepared.evidence
  const questionWith = (count: number) =>
    questionWithPassages(turn.questionText, passages.slice(0, count), key)
  const messages = [...prepared.messages, asRead(turn.question, questionWith(passages.length))]
  if (turn.resumed) messages.push(answerToGoOn(turn.resumed.answer))
  const result = streamText({
    model: patientModel(measured(turn.model, course.meter), {
      notices: round.notices,
      clock: context.clock,
      random: Math.random,
      signal: turn.signal,
      questionWith,
      passages: passages.length,
      onFewerPassages: (left) => giveFewer(round, course, left),
    }),
    instructions: instructionsFor(prepared.offer, new Date(context.clock.now()), {
      hasPassages: passages.length > 0,
    }),
    messages: await convertToModelMessages(messages),
    tools: prepared.toolSet,
    ...tools.approvalOptions(),
    stopWhen: isStepCount(MAX_ROUNDS),
    // The last round must be an answer, not one more call that nobody reads.
    prepareStep: ({ stepNumber, steps }) => ({
      activeTools: activeTools(round),
      ...((isLooping(round, steps) || stepNumber === MAX_ROUNDS - 1) && { toolChoice: 'none' as const }),
    }),
    abortSignal: AbortSignal.any([turn.signal, course.own.signal]),
    timeout: TIMEOUTS,
    // Asked again by what is around the model, which tells of it.
    maxRetries: 0,
    onStepStart: () => {
      course.rounds++
    },
    onStepEnd: ({ usage }) => course.meter.add(usage),
    onError: ({ error }) => {
      course.failure ??= error
    },
    ...PROVIDER_OPTIONS,
  })
  return result.stream
}

function outcomeOf({ context, turn }: Round, { failure, rounds, finishReason }: Course): Ending {
  if (turn.signal.aborted) return { outcome: 'stopped' }
  // A model that goes on calling when told to answer: its calls were not made.
  if (ToolChoiceViolationError.isInstance(failure)) return { outcome: 'step-limit' }
  if (failure !== undefined) return failed(context, turn.model, failure)
  return {
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

/** All, and the one that reads on in results only once there is something to read on in. */
function activeTools({ prepared: { toolSet, hasCutResult }, tools }: Round): string[] {
  const names = Object.keys(toolSet)
  return hasCutResult || tools.hasCut ? names : names.filter((name) => name !== READ_RESULT)
}

/** Told once; from then on the model gets no more tools for this answer. */
function isLooping({ notices }: Round, steps: readonly StepResult<ToolSet>[]): boolean {
  const calls = steps.flatMap(({ toolCalls, content }) =>
    toolCalls.map(({ toolCallId, toolName, input }) => {
      const result = content.find((part) => part.type === 'tool-result' && part.toolCallId === toolCallId)
      return {
        toolName,
        input: input as unknown,
        output: result?.type === 'tool-result' ? (result.output as unknown) : undefined,
      }
    }),
  )
  const tool = loopingTool(calls)
  if (tool === undefined) return false
  notices.tell(
    'looped',
    `${tool} was called again and again with the same arguments. No more tools were called; the model had to answer with what it has.`,
  )
  return true
}

/** What was cited before the cut was given all the same: only the first round makes the evidence smaller. */
function giveFewer({ prepared, writer }: Round, course: Course, left: number): void {
  if (course.rounds > 1) return
  const { evidence } = prepared
  const gone = evidence.passages.slice(left).map((passage) => ({ ...passage, why: 'tokens' as const }))
  course.evidence = {
    ...evidence,
    passages: evidence.passages.slice(0, left),
    cut: [...gone, ...evidence.cut],
  }
  writer.write({ type: 'data-evidence', id: 'evidence', data: course.evidence })
}

/** What is learnt of the model's context is told with what filled it. */
function measured(model: ResolvedModel, meter: Meter): ResolvedModel {
  return {
    ...model,
    learn: (context) => {
      meter.contextLimit = context.tokens
      model.learn(context)
    },
  }
}

/** The question with what the model reads in the place of its words, behind the texts that go with it. */
function asRead(question: TurnMessage, text: string): TurnMessage {
  const attached = attachedTo(question).map((one): TurnPart => ({ type: 'text', text: attachedText(one) }))
  const others = question.parts.filter(({ type }) => type !== 'text' && type !== 'data-resource')
  return { ...question, parts: [...attached, ...others, { type: 'text', text }] }
}

/** 96 bits of chance. */
function keyOf(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex')
}
