import 'server-only'
import type { InferUIMessageChunk } from 'ai'
import { RepetitionWatch } from './answer-repetition'
import type { TurnMessage } from './message'

/** The words of an answer as they come: its text parts, joined by a blank line, as citations count their places. */
export class AnswerText {
  readonly #parts: string[]
  readonly #watch = new RepetitionWatch()

  /** @param before the answer that goes on */
  constructor(before?: TurnMessage) {
    this.#parts = (before?.parts ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : []))
  }

  get whole(): string {
    return this.#parts.join('\n\n')
  }

  /** Whether the answer has become endless. */
  add(chunk: InferUIMessageChunk<TurnMessage>): boolean {
    if (chunk.type === 'text-start') this.#parts.push('')
    if (chunk.type === 'reasoning-delta') return this.#watch.add(chunk.delta)
    if (chunk.type !== 'text-delta') return false
    this.#parts.push((this.#parts.pop() ?? '') + chunk.delta)
    return this.#watch.add(chunk.delta)
  }
}
