import 'server-only'

const FIRST_SIZE = 64

/** Bytes that come at the end and go at the beginning, with little beside them in memory. */
export class ByteQueue {
  #bytes = new Uint8Array(FIRST_SIZE)
  #start = 0
  #end = 0

  get length(): number {
    return this.#end - this.#start
  }

  get capacity(): number {
    return this.#bytes.length
  }

  /** Counts the bytes of a stretch, each by its value. */
  countInto(counts: Uint32Array, place: number, length: number): void {
    const end = Math.min(this.#start + place + length, this.#end)
    for (let at = this.#start + place; at < end; at += 1) {
      const value = this.#bytes[at] ?? 0
      counts[value] = (counts[value] ?? 0) + 1
    }
  }

  /** Puts a byte before the one at that place; at the end, mostly. */
  insert(place: number, value: number): void {
    if (this.#end === this.#bytes.length) this.#makeRoom()
    const target = this.#start + place
    if (target < this.#end) this.#bytes.copyWithin(target + 1, target, this.#end)
    this.#bytes[target] = value
    this.#end += 1
  }

  set(place: number, value: number): void {
    this.#bytes[this.#start + place] = value
  }

  /** Drops so many from the beginning. */
  drop(count: number): void {
    this.#start = Math.min(this.#end, this.#start + count)
  }

  /** By half at most, since there is one for each server. */
  #makeRoom(): void {
    const { length } = this
    const size = length < this.#bytes.length * 0.75 ? this.#bytes.length : Math.ceil(this.#bytes.length * 1.5)
    const next = new Uint8Array(size)
    next.set(this.#bytes.subarray(this.#start, this.#end))
    this.#bytes = next
    this.#start = 0
    this.#end = length
  }
}
