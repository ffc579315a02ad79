import 'server-only'
import type { UIMessageChunk } from 'ai'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { Replay } from './turns-replay'

/** How long a new question waits for the answer that was just stopped to be kept. */
export const PATIENCE_MS = 3_000
/** How long an answer can still be read along after its end: a page that was being opened then has half of it. */
const LINGER_MS = 5_000

export type AnswerStream = ReadableStream<UIMessageChunk>

interface Running {
  controller: AbortController
  ended: Promise<void>
}

export interface Place {
  /** Aborts when the turn is stopped: by a person, from any page, or as the process ends; not when a reader goes away. */
  signal: AbortSignal
  /** Runs the answer to its end, whoever reads, and leaves the place then. Resolves what the caller may read. */
  run: (answer: AnswerStream) => AnswerStream
  /** For a turn that did not come to run. */
  leave: () => void
  /** Resolves when the place was left. */
  ended: Promise<void>
}

/** Of one process: at most one running turn per conversation, a way to read along, and a way to stop it. */
export class Turns {
  readonly #running = new Map<string, Running>()
  readonly #replays = new Map<string, Replay<UIMessageChunk>>()
  #isStopping = false

  constructor(private readonly clock: Clock) {}

  /** Waits a little for the turn before. Throws `too-busy` while it goes on, `shutting-down` after stop. */
  async enter(conversation: string): Promise<Place> {
    await this.#waitFor(conversation)
    // Nothing is awaited from here to the entry, so that of two questions only one comes in.
    if (this.#isStopping) throw new AppError('shutting-down', 'The server is shutting down')
    if (this.#running.has(conversation)) throw tooBusy()
    const controller = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<undefined>()
    this.#running.set(conversation, { controller, ended })
    this.#replays.delete(conversation)
    const leave = () => {
      if (this.#running.get(conversation)?.controller === controller) this.#running.delete(conversation)
      resolve(undefined)
    }
    return {
      signal: controller.signal,
      run: (answer) => this.#run(conversation, answer, leave),
      leave,
      ended,
    }
  }

  /** How many run. */
  get count(): number {
    return this.#running.size
  }

  isRunning(conversation: string): boolean {
    return this.#running.has(conversation)
  }

  /** The answer that runs, from its start; undefined where none does, or too much of it was said already. */
  read(conversation: string): AnswerStream | undefined {
    return this.#replays.get(conversation)?.read()
  }

  /** Stops the turn of one conversation and waits until it is kept. False when there was none. */
  async stop(conversation: string): Promise<boolean> {
    const running = this.#running.get(conversation)
    running?.controller.abort(new AppError('cancelled', 'Stopped'))
    await running?.ended
    return running !== undefined
  }

  /** Stops all of them, for good. */
  async stopAll(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#running.keys()].map((conversation) => this.stop(conversation)))
  }

  #run(conversation: string, answer: AnswerStream, leave: () => void): AnswerStream {
    const replay = new Replay(answer, { sizeOf })
    this.#replays.set(conversation, replay)
    const forget = () => {
      if (this.#replays.get(conversation) === replay) this.#replays.delete(conversation)
    }
    void replay.ended.then(() => {
      leave()
      this.clock.after(LINGER_MS, forget)
    })
    const stream = replay.read()
    if (!stream) throw new Error('A turn that has just begun can be read')
    return stream
  }

  async #waitFor(conversation: string): Promise<void> {
    const running = this.#running.get(conversation)
    if (!running) return
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const cancel = this.clock.after(PATIENCE_MS, () => resolve(undefined))
    await Promise.race([running.ended, late])
    cancel()
  }
}

export function tooBusy(): AppError {
  return new AppError(
    'too-busy',
    'This conversation is still being answered, perhaps on another page. Wait for the answer, or stop it',
  )
}

/** Exact for what makes answers long; the rest is few and counted as what it comes to. */
function sizeOf(chunk: UIMessageChunk): number {
  return 'delta' in chunk ? chunk.delta.length : JSON.stringify(chunk).length
}
