import 'server-only'

/** Counts what runs on a connection, and tells of the moment in which nothing does. */
export class InFlight {
  #count = 0
  readonly #whenNone = new Set<() => void>()

  get count(): number {
    return this.#count
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    this.#count += 1
    try {
      return await task()
    } finally {
      this.#count -= 1
      this.#tell()
    }
  }

  /** Does it now if nothing runs, or else in the moment when nothing does, before anything new begins. */
  whenNone(act: () => void): void {
    this.#whenNone.add(act)
    this.#tell()
  }

  #tell(): void {
    for (const act of this.#whenNone) {
      // What was done first may have begun something.
      if (this.#count > 0) return
      this.#whenNone.delete(act)
      act()
    }
  }
}
