import 'server-only'
import type { Breaker, Failure } from '@/lib/domain/connection'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import {
  type BreakerEvent,
  type BreakerPolicy,
  type BreakerState,
  CLOSED,
  stepBreaker,
  viewOfBreaker,
} from './breaker'

export interface CircuitOptions {
  clock: Clock
  name: () => string
  policy: () => BreakerPolicy
  /** The kind of its state is another one. */
  onChange: (now: Breaker) => void
}

/** A call that was let through; it must say once how it went, and what it says later is not heard. */
export interface Pass {
  answered: () => void
  /** `loss`: the session that ended with it, which may have taken many calls along and counts once. */
  failed: (error: Failure, loss?: object) => void
  dropped: () => void
}

/** Lets calls to one server through, or refuses them while it is known that they would fail. */
export class Circuit {
  #state: BreakerState = CLOSED
  readonly #counted = new WeakSet<object>()

  constructor(private readonly options: CircuitOptions) {}

  get view(): Breaker {
    return viewOfBreaker(this.#state)
  }

  /** Throws an AppError with the reason and the time of the next try. */
  admit(): Pass {
    const admitted = this.#step({ kind: 'asked', at: this.options.clock.now() })
    if (admitted === 'no') throw this.#refusal()
    const isTrial = admitted === 'as-trial'
    let hasTold = false
    const tell = (event: (at: number) => BreakerEvent) => {
      if (hasTold) return
      hasTold = true
      this.#step(event(this.options.clock.now()))
    }
    return {
      answered: () => tell(() => ({ kind: 'answered' })),
      failed: ({ code, message }, loss) =>
        tell((at) => {
          if (loss !== undefined && this.#counted.has(loss)) return { kind: 'dropped', at, isTrial }
          if (loss !== undefined) this.#counted.add(loss)
          return { kind: 'failed', at, isTrial, policy: this.options.policy(), error: { code, message } }
        }),
      dropped: () => tell((at) => ({ kind: 'dropped', at, isTrial })),
    }
  }

  /** Throws what `admit` would, and takes no turn. */
  check(): void {
    const now = this.options.clock.now()
    if (this.#state.kind === 'half-open' || (this.#state.kind === 'open' && now < this.#state.until))
      throw this.#refusal()
  }

  /** The connection was opened anew. */
  reconnected(): void {
    this.#step({ kind: 'reconnected', policy: this.options.policy() })
  }

  /** It was found to work by a probe, or is another server now. */
  close(): void {
    this.#step({ kind: 'answered' })
  }

  #step(event: BreakerEvent): 'yes' | 'as-trial' | 'no' {
    const before = this.#state
    const { state, admitted } = stepBreaker(before, event)
    this.#state = state
    if (state.kind !== before.kind) this.options.onChange(this.view)
    return admitted
  }

  #refusal(): AppError {
    const state = this.#state
    if (state.kind === 'closed') return new AppError('internal', 'A closed circuit refuses nothing')
    const { failures, error } = state
    const retryAt = state.kind === 'open' ? state.until : this.options.clock.now()
    const seconds = Math.max(0, Math.ceil((retryAt - this.options.clock.now()) / 1_000))
    const next = state.kind === 'open' ? `The next call may try in ${seconds} s.` : 'One call is trying now.'
    const why = `${failures} calls to ${this.options.name()} failed in a row, so calls are held back.`
    // The code was an AppError's before it became part of the state.
    return new AppError(
      error.code as AppError['code'],
      `${why} ${next} The last failed so: ${error.message}`,
      {
        details: { breaker: state.kind, retryAt: new Date(retryAt).toISOString() },
      },
    )
  }
}
