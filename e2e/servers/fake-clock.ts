import type { Clock } from '@/lib/kit/clock'

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now: number
  #timers: { at: number; task: () => void }[] = []

  constructor(start = Date.parse('2026-11-22T00:00:00Z')) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + delayMs, task }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer)
    }
  }

  /** Timers that are still to fire. */
  get pending(): number {
    return this.#timers.length
  }

  /** Moves on, firing each timer at its time. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (!next) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.task()
    }
    this.#now = until
  }
}
