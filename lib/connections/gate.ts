import 'server-only'
import { AppError } from '@/lib/kit/app-error'

/** Lets so many in at a time, in the order of coming. */
export class Gate {
  #free: number
  readonly #queue = new Set<() => void>()

  constructor(limit: number) {
    this.#free = limit
  }

  /** Resolves with the function that leaves; calling it twice leaves once. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw cancelled()
    if (this.#free > 0) this.#free -= 1
    else await this.#wait(signal)
    let inside = true
    return () => {
      if (inside) this.#leave()
      inside = false
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#queue.delete(admit)
        reject(cancelled())
      }
      const admit = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#queue.add(admit)
    })
  }

  #leave(): void {
    const [next] = this.#queue
    if (!next) {
      this.#free += 1
      return
    }
    this.#queue.delete(next)
    next()
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Cancelled before its turn came')
}
