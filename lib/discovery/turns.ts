import 'server-only'

/**
 * One run at a time. Whoever asks while one runs waits for the next, which all of them share: the running one may have
 * looked before their reason to look arose.
 */
export class Turns<T> {
  #running: Promise<T> | undefined
  #next: Promise<T> | undefined

  take(task: () => Promise<T>): Promise<T> {
    if (this.#next) return this.#next
    if (!this.#running) return this.#begin(task)
    this.#next = this.#running.then(ignore, ignore).then(() => {
      this.#next = undefined
      return this.#begin(task)
    })
    return this.#next
  }

  /** Settles when nothing runs or waits; never rejects. */
  async idle(): Promise<void> {
    while (this.#running ?? this.#next) await Promise.allSettled([this.#running, this.#next])
  }

  #begin(task: () => Promise<T>): Promise<T> {
    const running = task().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }
}

function ignore(): void {
  // The one before us has told its own callers.
}
