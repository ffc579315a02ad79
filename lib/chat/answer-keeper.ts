import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { type AnswerChunk, AnswerDraft } from './answer-draft'
import type { TurnMessage } from './message'

/** How much of an answer there is when it is kept: some of a round, which goes on; all of the rounds so far; all of it. */
export type AnswerStage = 'draft' | 'round' | 'end'

export interface AnswerKeeperOptions {
  /** The answer that goes on. */
  before?: TurnMessage | undefined
  /** Never rejects. */
  keep: (answer: TurnMessage, stage: AnswerStage) => Promise<void>
  clock: Clock
  logger: Pick<Logger, 'warn'>
}

/** What of an answer may be lost when the process dies. */
const KEEP_EVERY_MS = 2_000

/** Keeps an answer while it is being given: at the end of each round, and in the middle of one every two seconds. */
export class AnswerKeeper {
  #draft: AnswerDraft
  #whole: TurnMessage | undefined
  #written: Promise<void> = Promise.resolve()
  #cancel: (() => void) | undefined
  #isDraftWaiting = false
  #hasEnded = false

  constructor(private readonly options: AnswerKeeperOptions) {
    this.#whole = options.before
    this.#draft = new AnswerDraft(options.before)
  }

  /** The same answer, seen as it passes. */
  watch(answer: ReadableStream<AnswerChunk>): ReadableStream<AnswerChunk> {
    return answer.pipeThrough(
      new TransformStream<AnswerChunk, AnswerChunk>({
        transform: (chunk, controller) => {
          this.#see(chunk)
          controller.enqueue(chunk)
        },
      }),
    )
  }

  /** Resolves when it is kept. */
  roundEnded(answer: TurnMessage): Promise<void> {
    this.#whole = answer
    return this.#write(answer, 'round')
  }

  /** Resolves when it is kept. */
  ended(answer: TurnMessage): Promise<void> {
    this.#hasEnded = true
    this.#forgetTimer()
    return this.#write(answer, 'end')
  }

  #see(chunk: AnswerChunk): void {
    if (chunk.type === 'finish-step') {
      // The round was kept whole.
      this.#draft = new AnswerDraft(this.#whole)
      this.#forgetTimer()
      return
    }
    if (!this.#draft.add(chunk) || this.#hasEnded) return
    // What a call does can't be undone: that it was made must be known.
    if (chunk.type === 'tool-input-available') this.#keepDraft()
    else this.#cancel ??= this.options.clock.after(KEEP_EVERY_MS, () => this.#keepDraft())
  }

  #forgetTimer(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #keepDraft(): void {
    this.#forgetTimer()
    if (this.#isDraftWaiting) return
    this.#isDraftWaiting = true
    // One after another, so that an older state never replaces a newer one.
    this.#written = this.#written.then(async () => {
      this.#isDraftWaiting = false
      const draft = this.#draft
      // The end of a round is told before its last piece has passed here.
      if (this.#hasEnded || draft.before !== this.#whole) return
      try {
        const answer = await draft.read()
        if (answer) await this.options.keep(answer, 'draft')
      } catch (error) {
        this.options.logger.warn({ reason: messageOf(error) }, 'A part of an answer could not be kept')
      }
    })
  }

  #write(answer: TurnMessage, stage: AnswerStage): Promise<void> {
    this.#written = this.#written.then(() => this.options.keep(answer, stage))
    return this.#written
  }
}
