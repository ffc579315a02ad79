import 'server-only'

const KEPT = 16_384
/** Older ones tell nothing of how it is going now. */
const SPAN_MS = 60_000

/** How late checks begin: the newest 16,384 at most, of the last minute. */
export class LagMeter {
  readonly #at = new Float64Array(KEPT)
  readonly #lagMs = new Float64Array(KEPT)
  #written = 0

  add(at: number, lagMs: number): void {
    const place = this.#written++ % KEPT
    this.#at[place] = at
    this.#lagMs[place] = lagMs
  }

  read(now: number): { p50: number | null; p99: number | null; max: number | null } {
    const kept = Math.min(this.#written, KEPT)
    const sorted = this.#lagMs
      .subarray(0, kept)
      .filter((_, place) => now - (this.#at[place] ?? 0) <= SPAN_MS)
      .sort()
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
    return { p50: at(0.5), p99: at(0.99), max: at(1) }
  }
}
