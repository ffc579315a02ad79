import 'server-only'
import type { Clock } from '@/lib/kit/clock'

export interface IdleStopOptions {
  clock: Clock
  /** 0 is never. */
  limitMs: () => number
  isBusy: () => boolean
  onIdle: (unusedMs: number) => void
}

/** Notices that nobody has used a connection for the time that its policy allows. */
export class IdleStop {
  #usedAt = 0
  #cancel: (() => void) | undefined

  constructor(private readonly options: IdleStopOptions) {}

  used(): void {
    this.#usedAt = this.options.clock.now()
  }

  start(): void {
    this.used()
    this.#arm()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #arm(): void {
    this.stop()
    const { clock, limitMs } = this.options
    const limit = limitMs()
    if (limit === 0) return
    this.#cancel = clock.after(Math.max(1, this.#usedAt + limit - clock.now()), () => this.#due(limit))
  }

  #due(limit: number): void {
    const unused = this.options.clock.now() - this.#usedAt
    if (this.options.isBusy()) this.used()
    else if (unused >= limit) {
      this.options.onIdle(unused)
      return
    }
    this.#arm()
  }
}
