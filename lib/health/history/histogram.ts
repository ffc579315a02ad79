import 'server-only'
import type { ByteReader } from './byte-reader'
import { unreadable } from './byte-reader'
import type { ByteWriter } from './byte-writer'

/** No quantile is further from the truth than this share of it, for what took from `FLOOR_MS` to a quarter of an hour. */
export const RELATIVE_ERROR = 0.03
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
const LOG_GAMMA = Math.log(GAMMA)
/** What took less is taken for this long. */
const FLOOR_MS = 0.2
/** A bin fits into a byte. */
export const BINS = 256

/** The bin of a duration: bin i holds what took more than `FLOOR_MS * GAMMA ** (i - 1)` and at most `… ** i`. */
export function binOf(durationMs: number): number {
  if (durationMs <= FLOOR_MS) return 0
  return Math.min(BINS - 1, Math.max(0, Math.ceil(Math.log(durationMs / FLOOR_MS) / LOG_GAMMA)))
}

/** The duration that stands for a bin: as far, in proportion, from its lower end as from its upper. */
export function valueOf(bin: number): number {
  return bin === 0 ? FLOOR_MS : (2 * FLOOR_MS * GAMMA ** bin) / (GAMMA + 1)
}

/** The upper end of a bin. */
export function endOf(bin: number): number {
  return FLOOR_MS * GAMMA ** bin
}

/** The bin of the answer at that share of the sorted answers; null without one. */
export function binAt(counts: ArrayLike<number>, total: number, share: number): number | null {
  if (total === 0) return null
  const rank = Math.floor(share * (total - 1))
  let seen = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    seen += counts[bin] ?? 0
    if (seen > rank) return bin
  }
  return null
}

/**
 * How long answers took, in bins that grow by a constant factor: whatever is merged in whatever order, a quantile stays
 * within `RELATIVE_ERROR`, which averages of percentiles do not. After Masson, Rim and Lee, "DDSketch: a fast and
 * fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12(12), 2019.
 */
export class Histogram {
  readonly #counts = new Map<number, number>()
  #total = 0
  #maxMs: number | null = null

  get total(): number {
    return this.#total
  }

  /** Exact; null without an answer. */
  get maxMs(): number | null {
    return this.#maxMs
  }

  /** Bins with what they hold, lowest first. */
  bins(): [bin: number, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one - other)
  }

  add(durationMs: number): void {
    this.#put(binOf(durationMs), 1)
    this.#maxMs = Math.max(this.#maxMs ?? 0, durationMs)
  }

  absorb(other: Histogram): void {
    for (const [bin, count] of other.#counts) this.#put(bin, count)
    if (other.#maxMs !== null) this.#maxMs = Math.max(this.#maxMs ?? 0, other.#maxMs)
  }

  /** Of the answers, `share` of which took no longer; null without an answer. */
  quantile(share: number): number | null {
    if (this.#total === 0 || this.#maxMs === null) return null
    const rank = Math.floor(share * (this.#total - 1))
    let seen = 0
    for (const [bin, count] of this.bins()) {
      seen += count
      if (seen > rank) return Math.min(valueOf(bin), this.#maxMs)
    }
    return this.#maxMs
  }

  write(writer: ByteWriter): void {
    const bins = this.bins()
    writer.varint(bins.length)
    let previous = 0
    for (const [bin, count] of bins) {
      writer.byte(bin - previous)
      writer.varint(count)
      previous = bin
    }
    // In tenths, beyond where its bin begins: the bin tells the rest.
    if (this.#maxMs !== null) writer.signed(Math.round(this.#maxMs * 10) - tenthsBefore(previous))
  }

  /** What `write` wrote; the greatest to a tenth of a millisecond. */
  static read(reader: ByteReader): Histogram {
    const histogram = new Histogram()
    const bins = reader.varint()
    if (bins > BINS) throw unreadable('a histogram in them has too many bins')
    let bin = 0
    for (let i = 0; i < bins; i += 1) {
      bin += reader.byte()
      if (bin >= BINS) throw unreadable('a histogram in them has too many bins')
      histogram.#put(bin, reader.varint())
    }
    if (bins > 0) histogram.#maxMs = (reader.signed() + tenthsBefore(bin)) / 10
    return histogram
  }

  /** Adds what `write` wrote to the counts of bins, or passes over it. */
  static addTo(counts: Uint32Array | null, reader: ByteReader): void {
    const bins = reader.varint()
    let bin = 0
    for (let i = 0; i < bins; i += 1) {
      bin += reader.byte()
      const count = reader.varint()
      if (counts && bin < BINS) counts[bin] = (counts[bin] ?? 0) + count
    }
    if (bins > 0) reader.signed()
  }

  #put(bin: number, count: number): void {
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + count)
    this.#total += count
  }
}

function tenthsBefore(bin: number): number {
  return bin === 0 ? 0 : Math.round(endOf(bin - 1) * 10)
}
