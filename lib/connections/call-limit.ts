import 'server-only'
import type { ConnectionPolicy } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'

export type CallLimits = Pick<ConnectionPolicy, 'maxConcurrentCalls' | 'maxQueuedCalls'>

/** Lets so many calls to one server run at a time; so many more wait for their turn, in the order of coming. */
export class CallLimit {
  #running = 0
  readonly #waiting = new Set<() => void>()

  constructor(
    private readonly name: () => string,
    /** Read anew each time: a policy may change while calls wait. */
    private readonly limits: () => CallLimits,
  ) {}

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Resolves with the function that gives the place back. Rejects with `too-busy`, or when the signal aborts. */
  async enter(signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted()
    if (this.#isFull()) await this.#wait(signal)
    else this.#running += 1
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      this.#running -= 1
      this.#admit()
    }
  }

  #isFull(): boolean {
    const { maxConcurrentCalls } = this.limits()
    return maxConcurrentCalls > 0 && this.#running >= maxConcurrentCalls
  }

  /** As many as there is room for: the limit may have become another one. */
  #admit(): void {
    for (const go of this.#waiting) {
      if (this.#isFull()) return
      this.#waiting.delete(go)
      this.#running += 1
      go()
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    const { maxConcurrentCalls, maxQueuedCalls } = this.limits()
    if (this.#waiting.size >= maxQueuedCalls) {
      const counts = {
        running: this.#running,
        waiting: this.#waiting.size,
        maxConcurrentCalls,
        maxQueuedCalls,
      }
      const message =
        `${this.name()} is busy: ${counts.running} calls run (at most ${maxConcurrentCalls}) and ` +
        `${counts.waiting} wait (at most ${maxQueuedCalls}). Try again when some have ended.`
      throw new AppError('too-busy', message, { details: counts })
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(go)
        reject(signal?.reason instanceof Error ? signal.reason : new AppError('cancelled', 'Cancelled'))
      }
      const go = () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting.add(go)
    })
  }
}
