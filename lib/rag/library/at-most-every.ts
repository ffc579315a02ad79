import 'server-only'
import type { Clock } from '@/lib/kit/clock'

export interface AtMostEveryOptions {
  clock: Clock
  everyMs: number
  run: (key: string) => void
}

/** Lets each key through at once, and again after a pause: what is asked for in between comes once, at its end. */
export class AtMostEvery {
  readonly #resting = new Map<string, { isAsked: boolean; cancel: () => void }>()

  constructor(private readonly options: AtMostEveryOptions) {}

  ask(key: string): void {
    const rest = this.#resting.get(key)
    if (rest) rest.isAsked = true
    else this.#pass(key)
  }

  stop(): void {
    for (const { cancel } of this.#resting.values()) cancel()
    this.#resting.clear()
  }

  #pass(key: string): void {
    const { clock, everyMs, run } = this.options
    const cancel = clock.after(everyMs, () => {
      this.#resting.delete(key)
      if (rest.isAsked) this.#pass(key)
    })
    const rest = { isAsked: false, cancel }
    this.#resting.set(key, rest)
    run(key)
  }
}
