import 'server-only'

const MOST = 200

/** Vectors of the last questions: passages and tools are searched by the same one, and people search again. */
export class QueryMemory {
  readonly #known = new Map<string, Float32Array>()

  get(model: string, text: string): Float32Array | undefined {
    const key = keyOf(model, text)
    const known = this.#known.get(key)
    if (!known) return undefined
    this.#known.delete(key)
    this.#known.set(key, known)
    return known
  }

  keep(model: string, text: string, vector: Float32Array): void {
    this.#known.set(keyOf(model, text), vector)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
  }
}

function keyOf(model: string, text: string): string {
  return `${model}\n${text}`
}
