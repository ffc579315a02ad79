import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { messageOf } from '@/lib/kit/app-error'
import type { PausableLimit } from './pausable-limit'

/** What a server may ask of its client in the middle of a call. */
export const REQUEST_KINDS = ['elicitation', 'sampling', 'roots'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/** A question of a server, to whoever has made the call. `params` as the protocol has them, unread. */
export interface ServerRequest {
  kind: RequestKind
  params: Record<string, unknown>
}

export type ServerAnswer =
  | { kind: 'elicitation'; action: 'accept' | 'decline' | 'cancel'; content?: ElicitedContent }
  /** The result of `sampling/createMessage`. */
  | { kind: 'sampling'; result: Record<string, unknown> }
  | { kind: 'roots'; roots: { uri: string; name?: string }[] }
  | { kind: 'refused'; why: string }

export type ElicitedContent = Record<string, string | number | boolean | string[]>

/** Answers a server's question. The signal aborts when nobody waits for the answer any more. */
export type AnswerRequest = (request: ServerRequest, signal: AbortSignal) => Promise<ServerAnswer>

/** A question that got no answer, and why. */
export interface RefusedRequest {
  kind: RequestKind | 'other'
  message: string
}

/** The questions of a server in the middle of one call. */
export class CallQuestions {
  readonly refused: RefusedRequest[] = []
  /** Stands still while somebody is asked: a person may take long, and that is not the server's time. */
  limit: PausableLimit | undefined
  /** A caller who has gone, or a call that has timed out, leaves nobody who waits: its server may never say so. */
  #attempt = new AbortController()

  constructor(readonly onRequest: AnswerRequest | undefined) {}

  begin(): void {
    this.#attempt = new AbortController()
  }

  end(): void {
    this.#attempt.abort()
  }

  async ask(request: ServerRequest, signal: AbortSignal): Promise<ServerAnswer> {
    const { onRequest, limit } = this
    if (!onRequest) return this.refuse(request.kind, 'nobody could be asked')
    const ask = () => onRequest(request, AbortSignal.any([signal, this.#attempt.signal]))
    try {
      const answer = await (limit ? limit.pause(ask) : ask())
      return answer.kind === 'refused' ? this.refuse(request.kind, answer.why) : answer
    } catch (error) {
      return this.refuse(request.kind, messageOf(error))
    }
  }

  refuse(kind: RefusedRequest['kind'], why: string): ServerAnswer {
    this.refused.push({ kind, message: `The server asked for ${WORDS[kind]}, and was refused: ${why}.` })
    return { kind: 'refused', why }
  }
}

const WORDS: Record<RefusedRequest['kind'], string> = {
  elicitation: "a person's input",
  sampling: "a model's answer",
  roots: 'the folders that it may use',
  other: 'what no client of this protocol gives',
}

/** Flows with the code that a call runs, and so with the reading of the stream that belongs to it. */
const current = new AsyncLocalStorage<CallQuestions>()

/** Finds, for a question that comes over a session, the call that it is about. */
export class QuestionDesk {
  readonly #open = new Set<CallQuestions>()

  async run<T>(questions: CallQuestions, task: () => Promise<T>): Promise<T> {
    this.#open.add(questions)
    questions.begin()
    try {
      return await current.run(questions, task)
    } finally {
      this.#open.delete(questions)
      questions.end()
    }
  }

  /**
   * Over a pipe or a shared stream nothing says which call a question is about. With one call running it is that one;
   * with several it is nobody's, for to ask the wrong caller would be to tell one what another is doing.
   */
  find(): CallQuestions | undefined {
    const own = current.getStore()
    if (own && this.#open.has(own)) return own
    const [only, ...others] = this.#open
    return others.length === 0 ? only : undefined
  }
}
