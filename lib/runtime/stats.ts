import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** Latencies kept; beyond it the percentiles speak of the newest calls, while the counts stay exact to the minute. */
const KEPT = 16_384

interface Minute {
  start: number
  count: number
  errors: number
}

export interface CallStats {
  count: number
  errors: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

type Outcome = Extract<AppEvent, { kind: 'call-finished' }>['outcome']

/** Counts the calls of the last hour in bounded memory, fed by `call-finished`. */
export class CallMeter {
  readonly #outcomes: Record<Outcome, number> = { ok: 0, 'tool-error': 0, failed: 0, cancelled: 0 }
  readonly #at = new Float64Array(KEPT)
  readonly #durationMs = new Float64Array(KEPT)
  #written = 0
  #minutes: Minute[] = []
  readonly #unsubscribe: () => void

  constructor(
    bus: EventBus,
    private readonly clock: Clock,
  ) {
    this.#unsubscribe = bus.subscribeTo('call-finished', ({ durationMs, outcome }) =>
      this.#record(durationMs, outcome),
    )
  }

  stop(): void {
    this.#unsubscribe()
  }

  sinceStart(): Record<Outcome, number> {
    return { ...this.#outcomes }
  }

  lastHour(): CallStats {
    const since = this.clock.now() - HOUR_MS
    this.#forgetBefore(since)
    const latencies = this.#latenciesSince(since)
    return {
      count: this.#minutes.reduce((sum, minute) => sum + minute.count, 0),
      errors: this.#minutes.reduce((sum, minute) => sum + minute.errors, 0),
      p50Ms: percentile(latencies, 0.5),
      p95Ms: percentile(latencies, 0.95),
      p99Ms: percentile(latencies, 0.99),
    }
  }

  #record(durationMs: number, outcome: Outcome): void {
    this.#outcomes[outcome] += 1
    const now = this.clock.now()
    const index = this.#written++ % KEPT
    this.#at[index] = now
    this.#durationMs[index] = durationMs
    const minute = this.#minuteOf(now)
    minute.count += 1
    if (outcome === 'failed' || outcome === 'tool-error') minute.errors += 1
  }

  #minuteOf(now: number): Minute {
    const start = Math.floor(now / MINUTE_MS) * MINUTE_MS
    const last = this.#minutes.at(-1)
    if (last?.start === start) return last
    this.#forgetBefore(now - HOUR_MS)
    const minute = { start, count: 0, errors: 0 }
    this.#minutes.push(minute)
    return minute
  }

  #forgetBefore(time: number): void {
    this.#minutes = this.#minutes.filter((minute) => minute.start + MINUTE_MS > time)
  }

  #latenciesSince(time: number): Float64Array {
    const kept = Math.min(this.#written, KEPT)
    return this.#durationMs
      .subarray(0, kept)
      .filter((_, index) => (this.#at[index] ?? 0) >= time)
      .sort()
  }
}

/** Nearest rank over sorted values; null when there are none. */
export function percentile(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
