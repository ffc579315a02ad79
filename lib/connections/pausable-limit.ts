import 'server-only'
import { SdkError, SdkErrorCode } from '@modelcontextprotocol/client'

/** A time limit that stands still while somebody is asked. Its signal aborts as the SDK's own limit would. */
export class PausableLimit implements Disposable {
  readonly #controller = new AbortController()
  #leftMs: number
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined
  #pauses = 0

  constructor(private readonly limitMs: number) {
    this.#leftMs = limitMs
    this.#run()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Resolves with what `task` does; meanwhile no time passes. */
  async pause<T>(task: () => Promise<T>): Promise<T> {
    this.#pauses += 1
    if (this.#pauses === 1) this.#halt()
    try {
      return await task()
    } finally {
      this.#pauses -= 1
      if (this.#pauses === 0) this.#run()
    }
  }

  /** Begins anew: something was heard. */
  renew(): void {
    if (this.#leftMs === Number.POSITIVE_INFINITY || this.#controller.signal.aborted) return
    clearTimeout(this.#timer)
    this.#leftMs = this.limitMs
    if (this.#pauses === 0) this.#run()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#leftMs = Number.POSITIVE_INFINITY
  }

  #halt(): void {
    clearTimeout(this.#timer)
    this.#leftMs -= performance.now() - this.#startedAt
  }

  #run(): void {
    // Disposed of: nobody waits any more.
    if (this.#leftMs === Number.POSITIVE_INFINITY) return
    this.#startedAt = performance.now()
    const expire = () =>
      this.#controller.abort(
        new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out', { timeout: this.limitMs }),
      )
    this.#timer = setTimeout(expire, Math.max(0, this.#leftMs))
  }
}
