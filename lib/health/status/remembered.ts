import 'server-only'
import type { Clock } from '@/lib/kit/clock'

interface Kept<T> {
  at: number
  value: Promise<T>
}

/** Answers that strangers may ask for as often as they like: worked out once in a while, and once for all who wait. */
export class Remembered<T> {
  readonly #kept = new Map<string, Kept<T>>()

  constructor(private readonly options: { clock: Clock; forMs: number; most: number }) {}

  get(key: string, make: () => Promise<T>): Promise<T> {
    const { clock, forMs, most } = this.options
    const kept = this.#kept.get(key)
    // Also not for longer than that when the clock is set back.
    if (kept && Math.abs(clock.now() - kept.at) < forMs) return kept.value
    const fresh: Kept<T> = { at: clock.now(), value: make() }
    this.#kept.delete(key)
    this.#kept.set(key, fresh)
    // The first in the map is the oldest.
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) break
      this.#kept.delete(oldest)
    }
    fresh.value.catch(() => {
      if (this.#kept.get(key) === fresh) this.#kept.delete(key)
    })
    return fresh.value
  }

  clear(): void {
    this.#kept.clear()
  }
}
