import 'server-only'
import { type InferUIMessageChunk, readUIMessageStream } from 'ai'
import type { TurnMessage } from './message'

export type AnswerChunk = InferUIMessageChunk<TurnMessage>

/** An answer as it stands in the middle of a round: the SDK gives it only when a round has ended. */
export class AnswerDraft {
  #chunks: AnswerChunk[] = []

  /** @param before the answer as it was when the last round ended */
  constructor(readonly before?: TurnMessage) {}

  /** Whether there is more of the answer now. */
  add(chunk: AnswerChunk): boolean {
    // A call that is still being written was not made; how far one has got is of no use later.
    if (chunk.type === 'tool-input-start' || chunk.type === 'tool-input-delta') return false
    if (chunk.type === 'data-progress') return false
    const last = this.#chunks.at(-1)
    if (isDelta(chunk) && last?.type === chunk.type && last.id === chunk.id) {
      this.#chunks[this.#chunks.length - 1] = { ...last, delta: last.delta + chunk.delta }
    } else {
      this.#chunks.push(chunk)
    }
    return true
  }

  /** Undefined while nothing of it was said. */
  async read(): Promise<TurnMessage | undefined> {
    const stream = new ReadableStream<AnswerChunk>({
      start: (controller) => {
        for (const chunk of this.#chunks) controller.enqueue(chunk)
        controller.close()
      },
    })
    let message = this.before
    const states = readUIMessageStream<TurnMessage>({
      ...(this.before && { message: structuredClone(this.before) }),
      stream,
      terminateOnError: true,
    })
    for await (const state of states) message = state
    return message
  }
}

function isDelta(chunk: AnswerChunk): chunk is AnswerChunk & { type: 'text-delta' | 'reasoning-delta' } {
  return chunk.type === 'text-delta' || chunk.type === 'reasoning-delta'
}
