export type Listener<T> = (value: T) => void

/** Typed in-process subscription. A listener that throws is reported and harms no other. */
export class Emitter<T> {
  readonly #listeners = new Set<Listener<T>>()

  constructor(private readonly report: (error: unknown) => void) {}

  /** Returns the function that unsubscribes. */
  subscribe(listener: Listener<T>): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (error) {
        this.report(error)
      }
    }
  }

  get size(): number {
    return this.#listeners.size
  }
}
