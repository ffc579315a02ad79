import 'server-only'

/** Wakes whoever waits for news of a key: a run, a source. */
export class Bell {
  readonly #waiting = new Map<string, PromiseWithResolvers<undefined>>()

  /** Settles at the next ring for the key. Ask for it before you look, or what happens in between goes unheard. */
  next(key: string): Promise<undefined> {
    const waiting = this.#waiting.get(key) ?? Promise.withResolvers<undefined>()
    this.#waiting.set(key, waiting)
    return waiting.promise
  }

  ring(key: string): void {
    this.#waiting.get(key)?.resolve(undefined)
    this.#waiting.delete(key)
  }

  /** When something may have happened unheard: everybody looks again. */
  ringAll(): void {
    for (const key of [...this.#waiting.keys()]) this.ring(key)
  }
}
