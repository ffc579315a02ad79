import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { orAborted } from '@/lib/kit/deadline'
import { WorkerThread } from '@/lib/rag/workers/worker-thread'
import type { OnnxAnswer, OnnxAsk } from './onnx-work'

export interface ThreadAskOptions {
  signal: AbortSignal
  limitMs: number
  /** Before all that is not: somebody waits for it. */
  urgent: boolean
}

interface Turn {
  urgent: boolean
  begin: () => void
}

/** Of what V8 holds: tokenizers of many languages are large. The model's numbers lie outside of it. */
const MAX_MB = 1_500

/**
 * The thread of one model on disk. It is started when it is asked something, is asked one thing at a time, and one that
 * has died is started again by the next question.
 */
export class OnnxThread {
  #thread: WorkerThread<'onnx'> | undefined
  readonly #turns: Turn[] = []
  #isBusy = false
  #isClosed = false

  async ask(ask: OnnxAsk, { signal, limitMs, urgent }: ThreadAskOptions): Promise<OnnxAnswer> {
    await this.#turn(urgent, signal)
    try {
      signal.throwIfAborted()
      if (this.#isClosed) throw new AppError('cancelled', 'The model is not used any more')
      if (!this.#thread?.alive) this.#thread = new WorkerThread('onnx', { maxMb: MAX_MB })
      // What runs can't be stopped but with the thread, and is soon done: only the asker leaves.
      return await orAborted(this.#thread.request(ask, { limitMs }), signal)
    } finally {
      this.#next()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#thread?.close()
  }

  async #turn(urgent: boolean, signal: AbortSignal): Promise<void> {
    if (!this.#isBusy) {
      this.#isBusy = true
      return
    }
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const turn: Turn = { urgent, begin: () => resolve(undefined) }
    const firstPatient = urgent ? this.#turns.findIndex((each) => !each.urgent) : -1
    this.#turns.splice(firstPatient === -1 ? this.#turns.length : firstPatient, 0, turn)
    try {
      await orAborted(promise, signal)
    } catch (error) {
      const at = this.#turns.indexOf(turn)
      // Its turn had come in the same moment.
      if (at === -1) this.#next()
      else this.#turns.splice(at, 1)
      throw error
    }
  }

  #next(): void {
    const turn = this.#turns.shift()
    this.#isBusy = turn !== undefined
    turn?.begin()
  }
}
