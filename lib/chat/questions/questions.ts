import 'server-only'
import type { z } from 'zod'
import type { AnswerRequest, ServerAnswer, ServerRequest } from '@/lib/connections/server-requests'
import type { answerQuestion } from '@/lib/domain/api/approvals'
import type { Question } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { type Form, type FormContent, problemsOf } from './form'
import { readRequest, type ReadRequest } from './read-request'

/** How long a person may think. The call's own time limit stands still meanwhile. */
export const QUESTION_LIMIT_MS = 10 * 60_000
/** Servers that ask and ask are refused from here on, in one call. */
const MAX_IN_CALL = 20

export interface QuestionPlace {
  toolCallId: string
  server: string
  tool: string
}

/** Puts the questions of a server in the middle of one call to a person; `tell` hears of each and of its end. */
export type Asker = (place: QuestionPlace, tell: (question: Question) => void) => AnswerRequest

/** Answers what a server wants of a model, once a person has allowed it. */
export type Sample = (
  asked: Extract<ReadRequest, { kind: 'sampling' }>,
  signal: AbortSignal,
) => Promise<{ text: string; model: string; stopReason: 'endTurn' | 'maxTokens' }>

type Given = z.infer<typeof answerQuestion.body>
type Asked = Exclude<ReadRequest, { kind: 'refused' }>

interface Waiting {
  question: Question
  conversation: string | undefined
  asked: Asked
  settle: (given: Given) => void
  tell: (question: Question) => void
}

/**
 * Questions of servers that wait for a person, in this process: with it go the calls that they belong to. The first
 * answer counts, from whichever tab it comes.
 */
export class Questions {
  readonly #waiting = new Map<string, Waiting>()

  constructor(private readonly options: { clock: Clock; limitMs?: number }) {}

  /** For the calls of one turn, or of one made by hand. */
  asker({ conversation, sample }: { conversation?: string | undefined; sample: Sample }): Asker {
    return (place, tell) => {
      let asked = 0
      return (request, signal) => {
        asked += 1
        if (asked > MAX_IN_CALL)
          return Promise.resolve({ kind: 'refused', why: 'it has asked too often in one call' })
        return this.#ask({ request, place, conversation, sample, tell }, signal)
      }
    }
  }

  /** What nobody has answered yet, oldest first. */
  list({
    conversation,
    server,
    call,
  }: {
    conversation?: string | undefined
    server?: string | undefined
    call?: string | undefined
  }): Question[] {
    return [...this.#waiting.values()]
      .filter((one) => conversation === undefined || one.conversation === conversation)
      .filter(({ question }) => server === undefined || question.server === server)
      .filter(({ question }) => call === undefined || question.toolCallId === call)
      .map(({ question }) => question)
  }

  has(id: string): boolean {
    return this.#waiting.has(id)
  }

  /** Throws `not-found` where it was answered, or is over; `bad-input` where the form is not filled as it asks. */
  answer(id: string, given: Given): Question {
    const waiting = this.#waiting.get(id)
    if (!waiting || !isOpen(waiting.question)) throw over()
    if (waiting.question.state === 'working' && given.action === 'accept') {
      throw new AppError('revision-conflict', 'The model is answering already')
    }
    if (waiting.asked.kind === 'form' && given.action === 'accept') {
      checkFilled(waiting.asked.form, given.content ?? {})
    }
    waiting.settle(given)
    return waiting.question
  }

  async #ask(ask: Ask, signal: AbortSignal): Promise<ServerAnswer> {
    const asked = readRequest(ask.request)
    if (asked.kind === 'refused') return asked
    const { message, asks } = asked
    const question: Question = { id: crypto.randomUUID(), ...ask.place, message, asks, state: 'waiting' }
    const { conversation, tell } = ask
    const waiting: Waiting = { question, conversation, asked, tell, settle: () => undefined }
    this.#waiting.set(question.id, waiting)
    try {
      return await (asked.kind === 'sampling'
        ? this.#askForModel(waiting, { asked, sample: ask.sample }, signal)
        : this.#askForInput(waiting, signal))
    } finally {
      this.#waiting.delete(question.id)
      // Whatever has thrown it out of here, nobody is to wait before a form that leads nowhere.
      if (isOpen(waiting.question)) move(waiting, 'cancelled')
    }
  }

  async #askForInput(waiting: Waiting, signal: AbortSignal): Promise<ServerAnswer> {
    const given = await this.#word(waiting, signal)
    if (given.action !== 'accept') return { kind: 'elicitation', action: given.action }
    // Consent to a page carries no content: what is done there, its server learns by itself.
    const content = waiting.asked.kind === 'form' ? { content: given.content ?? {} } : {}
    return { kind: 'elicitation', action: 'accept', ...content }
  }

  /** Two words of the person: that the model may be asked, and that the server may have its answer. */
  async #askForModel(
    waiting: Waiting,
    { asked, sample }: SampleAsk,
    signal: AbortSignal,
  ): Promise<ServerAnswer> {
    const first = await this.#word(waiting, signal)
    if (first.action !== 'accept') return refused('the person did not let a model be asked')
    const stopping = new AbortController()
    waiting.settle = () => {
      move(waiting, 'declined')
      stopping.abort()
    }
    const draft = await unlessAborted(stopping.signal, () =>
      sample(asked, AbortSignal.any([signal, stopping.signal])),
    )
    if (!draft) return refused('the person stopped the model')
    showDraft(waiting, asked.asks, draft)
    const second = await this.#word(waiting, signal)
    if (second.action !== 'accept') return refused('the person did not let the answer go back')
    const { model, stopReason } = draft
    const text = typeof second.content?.text === 'string' ? second.content.text : draft.text
    showDraft(waiting, asked.asks, { text, model })
    waiting.tell(waiting.question)
    const content = { type: 'text', text }
    return { kind: 'sampling', result: { model, role: 'assistant', stopReason, content } }
  }

  /** The next word of a person on it. Silence ends as a cancellation, and so does the end of the call. */
  async #word(waiting: Waiting, signal: AbortSignal): Promise<Given> {
    const { promise, resolve } = Promise.withResolvers<Given>()
    // Settled at once, not in a later turn of the loop: of two answers the first one counts.
    const settle = (given: Given, state: Question['state']) => {
      if (waiting.question.state !== 'waiting') return
      move(waiting, state)
      resolve(given)
    }
    move(waiting, 'waiting')
    waiting.settle = (given) => settle(given, stateAfter(waiting.question, given))
    const { clock, limitMs = QUESTION_LIMIT_MS } = this.options
    const cancelLimit = clock.after(limitMs, () => settle({ action: 'cancel' }, 'expired'))
    const onAbort = () => settle({ action: 'cancel' }, 'cancelled')
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await promise
    } finally {
      cancelLimit()
      signal.removeEventListener('abort', onAbort)
    }
  }
}

interface Ask {
  request: ServerRequest
  place: QuestionPlace
  conversation: string | undefined
  sample: Sample
  tell: (question: Question) => void
}

interface SampleAsk {
  asked: Extract<ReadRequest, { kind: 'sampling' }>
  sample: Sample
}

const STATES = { accept: 'accepted', decline: 'declined', cancel: 'cancelled' } as const

/** Of a model's question the first yes is not yet the end. */
function stateAfter({ asks }: Question, { action }: Given): Question['state'] {
  return asks.kind === 'sampling' && !asks.draft && action === 'accept' ? 'working' : STATES[action]
}

function move(waiting: Waiting, state: Question['state']): void {
  waiting.question = { ...waiting.question, state }
  waiting.tell(waiting.question)
}

function showDraft(
  waiting: Waiting,
  asks: SampleAsk['asked']['asks'],
  { text, model }: { text: string; model: string },
): void {
  waiting.question = { ...waiting.question, asks: { ...asks, draft: { text, model } } }
}

async function unlessAborted<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T | undefined> {
  try {
    const done = await task()
    return isAborted(signal) ? undefined : done
  } catch (error) {
    if (isAborted(signal)) return undefined
    throw error
  }
}

/** Asked anew each time; the compiler would take its first answer for good. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

function checkFilled(form: Form, content: FormContent): void {
  const problems = problemsOf(form, content)
  const words = Object.entries(problems).map(([name, problem]) => `${name} ${problem}`)
  if (words.length === 0) return
  throw new AppError('bad-input', `The form is not filled: ${words.join('; ')}`, { details: { problems } })
}

function isOpen({ state }: Question): boolean {
  return state === 'waiting' || state === 'working'
}

function refused(why: string): ServerAnswer {
  return { kind: 'refused', why }
}

export function over(): AppError {
  return new AppError('not-found', 'This question is over: it was answered elsewhere, or its call has ended')
}
