import 'server-only'

/** What stands in a label where the limit of series is reached. */
export const OTHER = 'other'

/**
 * Lets so many combinations of labels be told apart; the rest is counted together. Without it, a fleet of 10,000 servers
 * with a hundred tools each would make a million series, and take Prometheus down with it.
 */
export class SeriesLimit {
  readonly #admitted = new Map<string, readonly string[]>()
  #refused = 0

  constructor(readonly limit: number) {}

  get size(): number {
    return this.#admitted.size
  }

  /** How often `OTHER` was the answer. */
  get refused(): number {
    return this.#refused
  }

  /** The labels themselves, or `OTHER` for each. First come, first served. */
  labels(...values: string[]): readonly string[] {
    const key = values.join('\0')
    if (this.#admitted.has(key)) return values
    if (this.#admitted.size >= this.limit) {
      this.#refused += 1
      return values.map(() => OTHER)
    }
    this.#admitted.set(key, values)
    return values
  }

  /** Makes room again for what fits; answers with the labels that are now free. */
  forget(fits: (values: readonly string[]) => boolean): (readonly string[])[] {
    const gone = [...this.#admitted].filter(([, values]) => fits(values))
    for (const [key] of gone) this.#admitted.delete(key)
    return gone.map(([, values]) => values)
  }
}
