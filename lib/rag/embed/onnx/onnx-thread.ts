import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { deadline, orAborted } from '@/lib/kit/deadline'
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

/** No limits of the thread's own: to end it while the model computes ends the process with it. */
const NO_LIMITS = { maxMb: 16_000, limitMs: 2 ** 31 - 1 }

/**
 * The thread of one model on disk. It is started when it is asked something, is asked one thing at a time, and one that
 * has died is started again by the next question. Whoever waits for too long leaves; the thread comes to its end first.
 */
export class OnnxThread {
  #thread: WorkerThread<'onnx'> | undefined
  readonly #turns: Turn[] = []
  #isBusy = false
  readonly #closing = new AbortController()

  async ask(ask: OnnxAsk, { signal, limitMs, urgent }: ThreadAskOptions): Promise<OnnxAnswer> {
    using limit = deadline(AbortSignal.any([signal, this.#closing.signal]), limitMs, 'The model on disk')
    await this.#turn(urgent, limit)
    const answer = this.#request(ask, limit)
    // The next one's turn is when the thread rests, which after an answer it does.
    void answer
      .catch(() => rested(this.#thread))
      .catch(ignore)
      .finally(() => this.#next())
    // In the words of whoever has left.
    return await orAborted(answer, limit)
  }

  async #request(ask: OnnxAsk, signal: AbortSignal): Promise<OnnxAnswer> {
    signal.throwIfAborted()
    if (!this.#thread?.alive) this.#thread = new WorkerThread('onnx', NO_LIMITS)
    return this.#thread.request(ask, { signal, limitMs: NO_LIMITS.limitMs })
  }

  /** When what is computed is done. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', 'The model is not used any more'))
    if (!this.#thread) return
    await rested(this.#thread).catch(ignore)
    await this.#thread.close()
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

async function rested(thread: WorkerThread<'onnx'> | undefined): Promise<void> {
  if (thread?.alive) await thread.request({ kind: 'rest' }, { limitMs: NO_LIMITS.limitMs })
}

function ignore(): void {
  // It has died, and rests too.
}
