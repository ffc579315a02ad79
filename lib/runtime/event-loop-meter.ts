import 'server-only'
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface LoopLag {
  p50: number
  p99: number
  max: number
}

const RESOLUTION_MS = 10
const WINDOW_MS = 60_000

/** How late the one thread came to what was due, in ms, over the last whole minute or since the start. */
export class EventLoopMeter {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #last: LoopLag | undefined
  #timer: NodeJS.Timeout | undefined

  start(): void {
    this.#histogram.enable()
    this.#timer ??= setInterval(() => {
      this.#last = this.#lag()
      this.#histogram.reset()
    }, WINDOW_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#histogram.disable()
  }

  read(): LoopLag {
    return this.#last ?? this.#lag()
  }

  #lag(): LoopLag {
    const { count } = this.#histogram
    if (count === 0) return { p50: 0, p99: 0, max: 0 }
    const { max } = this.#histogram
    return {
      p50: late(this.#histogram.percentile(50)),
      p99: late(this.#histogram.percentile(99)),
      max: late(max),
    }
  }
}

/** The histogram holds whole intervals, in nanoseconds: what is above the one that was asked for is the delay. */
function late(nanoseconds: number): number {
  return Math.max(0, Math.round((nanoseconds / 1e6 - RESOLUTION_MS) * 100) / 100)
}
