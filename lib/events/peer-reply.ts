import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { Clock } from '@/lib/kit/clock'
import type { Letter } from './peer-letters'

/** A replica that answers and says nothing for so long is gone. */
const SILENCE_MS = 15_000

export interface PeerReplyOptions {
  clock: Clock
  /** Called once, however it ends. */
  onOver: () => void
  /** Called when the rest is not wanted. */
  onCancel: () => void
}

/** The answer of another replica, as its letters come in. */
export class PeerReply {
  readonly stream: ReadableStream<unknown>
  /** Whether somebody answers. */
  readonly heard: Promise<boolean>
  readonly #hears = Promise.withResolvers<boolean>()
  #controller: ReadableStreamDefaultController<unknown> | undefined
  #text = ''
  #isHeard = false
  #isOver = false
  #cancelSilence: () => void = () => undefined

  constructor(private readonly options: PeerReplyOptions) {
    this.heard = this.#hears.promise
    this.stream = new ReadableStream<unknown>({
      start: (controller) => void (this.#controller = controller),
      cancel: () => this.#cancelled(),
    })
  }

  take(letter: Exclude<Letter, { kind: 'ask' | 'gone' }>): void {
    if (this.#isOver) return
    this.#hear()
    this.#waitOn()
    switch (letter.kind) {
      case 'mine':
      case 'alive':
        return
      case 'item':
        this.#text += letter.text
        if (letter.more) return
        this.#controller?.enqueue(JSON.parse(this.#text))
        this.#text = ''
        return
      case 'end':
        this.#over()
        this.#controller?.close()
        return
      case 'failed':
        this.fail(new AppError(letter.code, letter.message))
        return
      default:
        assertNever(letter)
    }
  }

  /** Unless somebody answers: whoever begins to later on is told that it is in vain. */
  giveUp(): void {
    if (this.#isHeard) return
    this.#hears.resolve(false)
    this.#cancelled()
  }

  fail(error: AppError): void {
    if (this.#isOver) return
    this.#hear()
    this.#over()
    this.#controller?.error(error)
  }

  #hear(): void {
    this.#isHeard = true
    this.#hears.resolve(true)
  }

  #cancelled(): void {
    if (this.#isOver) return
    this.#over()
    this.options.onCancel()
  }

  #over(): void {
    this.#isOver = true
    this.#cancelSilence()
    this.options.onOver()
  }

  #waitOn(): void {
    this.#cancelSilence()
    this.#cancelSilence = this.options.clock.after(SILENCE_MS, () =>
      this.fail(new AppError('unreachable', 'The replica that answered is gone')),
    )
  }
}
