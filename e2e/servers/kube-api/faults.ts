export interface RequestLine {
  method: string
  path: string
  query: URLSearchParams
}

/** What an answer is instead of what it should be. */
export type Fault =
  | { kind: 'delay'; ms: number }
  | { kind: 'cut' }
  | { kind: 'hang' }
  /** A good beginning, and nothing after it. */
  | { kind: 'silent' }
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }

/** Decides for each request, for as long as it is there; undefined: nothing is wrong. */
export type FaultRule = (request: RequestLine) => Fault | undefined

export class Faults {
  readonly #rules = new Set<FaultRule>()

  /** Returns the function that takes the rule away. */
  add(rule: FaultRule): () => void {
    this.#rules.add(rule)
    return () => this.#rules.delete(rule)
  }

  clear(): void {
    this.#rules.clear()
  }

  of(request: RequestLine): Fault | undefined {
    for (const rule of this.#rules) {
      const fault = rule(request)
      if (fault) return fault
    }
    return undefined
  }
}
