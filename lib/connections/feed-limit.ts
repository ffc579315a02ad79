import 'server-only'
import type { Clock } from '@/lib/kit/clock'

export interface FeedLimitOptions {
  clock: Clock
  /** So many at once. */
  burst: number
  /** One more after each. */
  everyMs: number
}

/** Lets so much of one server into the feed that a talkative one drowns nobody. A token bucket. */
export class FeedLimit {
  #tokens: number
  #filledAt: number
  #dropped = 0

  constructor(private readonly options: FeedLimitOptions) {
    this.#tokens = options.burst
    this.#filledAt = options.clock.now()
  }

  /** Whether one more may pass; with it, how many were dropped since the last that did. */
  take(): { dropped: number } | undefined {
    const { clock, burst, everyMs } = this.options
    const now = clock.now()
    const gained = Math.floor((now - this.#filledAt) / everyMs)
    // A clock that was set back takes nothing away.
    if (gained !== 0) this.#filledAt = gained > 0 ? this.#filledAt + gained * everyMs : now
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, gained))
    if (this.#tokens === 0) {
      this.#dropped += 1
      return undefined
    }
    this.#tokens -= 1
    const dropped = this.#dropped
    this.#dropped = 0
    return { dropped }
  }
}
