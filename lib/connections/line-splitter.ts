import 'server-only'

const NEWLINE = 0x0a

export interface OversizeLine {
  bytes: number
  /** The first and the last bytes, from which the id of a JSON-RPC message may be read. */
  head: string
  tail: string
}

export interface LineHandlers {
  onLine: (line: string) => void
  /** A line over the limit is dropped as it comes; it never takes more memory than the limit. */
  onOversize: (line: OversizeLine) => void
}

const SAMPLE = 512

/** Cuts a byte stream into lines. Parts are joined once per line: a 20 MB line in 64 KB parts is copied once, not 300 times. */
export class LineSplitter {
  #parts: Buffer[] = []
  #size = 0
  #oversize: { head: Buffer; tail: Buffer } | undefined

  constructor(
    private readonly maxBytes: number,
    private readonly handlers: LineHandlers,
  ) {}

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#take(chunk.subarray(start, end))
      this.#finish()
      start = end + 1
    }
    if (start < chunk.length) this.#take(chunk.subarray(start))
  }

  #take(part: Buffer): void {
    this.#size += part.length
    if (this.#oversize) {
      this.#oversize.tail = Buffer.concat([this.#oversize.tail, part.subarray(-SAMPLE)]).subarray(-SAMPLE)
      return
    }
    this.#parts.push(part)
    if (this.#size <= this.maxBytes) return
    const whole = Buffer.concat(this.#parts)
    // Copies, or the samples would keep the whole line in memory.
    this.#oversize = {
      head: Buffer.from(whole.subarray(0, SAMPLE)),
      tail: Buffer.from(whole.subarray(-SAMPLE)),
    }
    this.#parts = []
  }

  #finish(): void {
    const oversize = this.#oversize
    const size = this.#size
    const parts = this.#parts
    this.#parts = []
    this.#size = 0
    this.#oversize = undefined
    if (oversize) {
      const { head, tail } = oversize
      this.handlers.onOversize({ bytes: size, head: head.toString('utf8'), tail: tail.toString('utf8') })
      return
    }
    const line = (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)).toString('utf8')
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    if (text.length > 0) this.handlers.onLine(text)
  }
}
