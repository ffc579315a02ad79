import 'server-only'
import type { Clock } from '@/lib/kit/clock'
import type { InFlight } from './in-flight'

/** Why an open connection is opened afresh. */
export interface RenewalReason {
  code: 'lifetime' | 'memory'
  message: string
}

export interface RenewalOptions {
  clock: Clock
  random: () => number
  /** 0 is never. */
  limitMs: () => number
  inFlight: InFlight
  renew: (reason: RenewalReason) => void
}

/** Has a connection opened afresh that is old, or of which somebody says so, in a moment in which no call runs. */
export class Renewal {
  #current: object | undefined
  #isAsked = false
  #cancel: (() => void) | undefined

  constructor(private readonly options: RenewalOptions) {}

  /** A connection has opened. */
  start(): void {
    this.stop()
    this.#current = {}
    this.#arm()
  }

  stop(): void {
    this.#current = undefined
    this.#isAsked = false
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** Once no call runs; asking again changes nothing. */
  ask(reason: RenewalReason): void {
    const current = this.#current
    if (!current || this.#isAsked) return
    this.#isAsked = true
    this.options.inFlight.whenNone(() => {
      // It may have closed, or be another one by now.
      if (current === this.#current) this.options.renew(reason)
    })
  }

  #arm(): void {
    const { clock, random, limitMs } = this.options
    const limit = limitMs()
    if (limit === 0) return
    // Spread, or what opened together would be renewed together for ever.
    const life = Math.round(limit * (0.9 + 0.1 * random()))
    this.#cancel = clock.after(life, () =>
      this.ask({ code: 'lifetime', message: `open for ${spanOf(life)}` }),
    )
  }
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.round(ms / 1_000)} s`
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
