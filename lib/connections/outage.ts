import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import type { Clock } from '@/lib/kit/clock'

export interface OutageOptions {
  clock: Clock
  graceMs: () => number
  /** It has lasted for longer than the grace. */
  onLong: () => void
}

/** Follows a connection from its loss to its return. One that rests, or that a person has closed, is in no outage. */
export class Outage {
  #isOn = false
  #cancel: (() => void) | undefined

  constructor(private readonly options: OutageOptions) {}

  follow({ kind }: Connection): void {
    if (kind === 'ready' || kind === 'idle' || kind === 'stopping') this.#end()
    // The first attempt of one that rested is none; those after a loss come from `waiting`.
    else if (kind !== 'connecting') this.#begin()
  }

  get isOn(): boolean {
    return this.#isOn
  }

  #begin(): void {
    if (this.#isOn) return
    this.#isOn = true
    const { clock, graceMs, onLong } = this.options
    this.#cancel = clock.after(graceMs(), onLong)
  }

  #end(): void {
    this.#isOn = false
    this.#cancel?.()
    this.#cancel = undefined
  }
}
