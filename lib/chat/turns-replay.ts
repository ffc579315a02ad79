import 'server-only'

/** Beyond this many characters nobody can join any more; who reads already goes on. */
const MAX_CHARACTERS = 32_000_000

/**
 * A stream that is read here to its end, whoever listens, and that many may read: each from the start, in its own
 * time. What runs does not wait for the slowest, and does not end when the last has gone.
 */
export class Replay<Chunk> {
  /** Resolves when the source has come to its end, however it ended. */
  readonly ended: Promise<void>
  readonly #chunks: Chunk[] = []
  readonly #waiting = new Set<() => void>()
  #characters = 0
  #isOver = false

  constructor(
    source: ReadableStream<Chunk>,
    private readonly options: { sizeOf: (chunk: Chunk) => number; maxCharacters?: number },
  ) {
    this.ended = this.#readAll(source)
  }

  /** From the start; undefined when too much was said to keep all of it for another reader. */
  read(): ReadableStream<Chunk> | undefined {
    if (this.#characters > (this.options.maxCharacters ?? MAX_CHARACTERS)) return undefined
    let next = 0
    let isGone = false
    let wake: (() => void) | undefined
    return new ReadableStream<Chunk>({
      pull: async (controller) => {
        while (next >= this.#chunks.length && !this.#isOver && !isGone) {
          await new Promise<void>((resolve) => {
            wake = resolve
            this.#waiting.add(resolve)
          })
        }
        if (isGone) return
        const chunk = this.#chunks[next++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk)
      },
      cancel: () => {
        isGone = true
        if (wake) this.#waiting.delete(wake)
        wake?.()
      },
    })
  }

  async #readAll(source: ReadableStream<Chunk>): Promise<void> {
    const reader = source.getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        this.#chunks.push(value)
        this.#characters += this.options.sizeOf(value)
        this.#wakeAll()
      }
    } catch {
      // The stream says in its own words how it ended; who reads is told by its end.
    } finally {
      this.#isOver = true
      this.#wakeAll()
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
