import 'server-only'
import { AppError } from '@/lib/kit/app-error'

/** Reads what `ByteWriter` wrote; throws `internal` for bytes that end too early or mean nothing. */
export class ByteReader {
  #at = 0

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.#at === this.bytes.length
  }

  byte(): number {
    const value = this.bytes[this.#at]
    if (value === undefined) throw unreadable('they end too early')
    this.#at += 1
    return value
  }

  varint(): number {
    let byte = this.byte()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let factor = 0x80
    do {
      byte = this.byte()
      value += (byte & 0x7f) * factor
      factor *= 0x80
    } while (byte >= 0x80 && factor <= Number.MAX_SAFE_INTEGER)
    if (byte >= 0x80 || value > Number.MAX_SAFE_INTEGER) throw unreadable('a number in them is too large')
    return value
  }

  /** So many numbers of `varint`, each with `base` added; in one loop, as a day of all servers has sixty million. */
  varints(count: number, base: number): number[] {
    const { bytes } = this
    const numbers = new Array<number>(count)
    let at = this.#at
    for (let i = 0; i < count; i += 1) {
      const low = bytes[at] ?? 0x80
      const high = bytes[at + 1] ?? 0x80
      if (low < 0x80) {
        numbers[i] = base + low
        at += 1
      } else if (high < 0x80) {
        numbers[i] = base + (low & 0x7f) + high * 0x80
        at += 2
      } else {
        this.#at = at
        numbers[i] = base + this.varint()
        at = this.#at
      }
    }
    this.#at = at
    return numbers
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const { buffer, byteOffset, length } = this.take(this.varint())
    return Buffer.from(buffer, byteOffset, length).toString('utf8')
  }

  /** The next so many bytes, not copied. */
  take(count: number): Uint8Array {
    const end = this.#at + count
    if (end > this.bytes.length) throw unreadable('they end too early')
    const taken = this.bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  /**
   * How many follow, for a list whose items take at least one byte each: refuses a number that can't be true before
   * anything of that size is made.
   */
  count(): number {
    const count = this.varint()
    if (count > this.bytes.length - this.#at) throw unreadable('they name more than they hold')
    return count
  }
}

export function unreadable(why: string): AppError {
  return new AppError('internal', `Stored history can't be read: its bytes are damaged, ${why}`)
}
