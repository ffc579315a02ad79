import 'server-only'
import type { LogLine } from '@/lib/domain/api/capabilities'
import type { Clock } from '@/lib/kit/clock'

const MAX_LINES = 1_000
const MAX_BYTES = 256 * 1024
const MAX_LINE = 4 * 1024

/** The newest lines of one server, bounded in number and size, so that a talkative server costs no more than a quiet one. */
export class LogRing {
  #lines: LogLine[] = []
  #bytes = 0

  constructor(
    private readonly clock: Clock,
    /** Hides secret values; every line passes through it. */
    private readonly mask: (text: string) => string,
  ) {}

  add(stream: LogLine['stream'], text: string): void {
    const masked = this.mask(text)
    const line =
      masked.length > MAX_LINE ? `${masked.slice(0, MAX_LINE)}… (${masked.length} characters)` : masked
    this.#lines.push({ at: new Date(this.clock.now()).toISOString(), stream, text: line })
    this.#bytes += line.length
    if (this.#lines.length > MAX_LINES || this.#bytes > MAX_BYTES) this.#trim()
  }

  /** Oldest first. */
  lines(): LogLine[] {
    return [...this.#lines]
  }

  /** Drops a quarter at once: dropping line by line would copy the array for every new line. */
  #trim(): void {
    let drop = Math.ceil(this.#lines.length / 4)
    let left = this.#bytes - sizeOf(this.#lines.slice(0, drop))
    while (left > MAX_BYTES && drop < this.#lines.length - 1) {
      left -= this.#lines[drop]?.text.length ?? 0
      drop += 1
    }
    this.#lines = this.#lines.slice(drop)
    this.#bytes = left
  }
}

function sizeOf(lines: LogLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0)
}
