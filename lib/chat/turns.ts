import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'

/** How long a new question waits for the answer that was just stopped to be kept. */
const PATIENCE_MS = 3_000

interface Running {
  controller: AbortController
  ended: Promise<void>
}

export interface Place {
  signal: AbortSignal
  /** Must be called once the turn is kept. */
  leave: () => void
}

/** At most one running turn per conversation, and a way to stop all of them. */
export class Turns {
  readonly #running = new Map<string, Running>()
  #isStopping = false

  constructor(private readonly clock: Clock) {}

  /** Waits a little for the turn before. Throws `too-busy` while it goes on, `shutting-down` after stop. */
  async enter(conversation: string, signal: AbortSignal): Promise<Place> {
    await this.#waitFor(conversation)
    // Nothing is awaited from here to the entry, so that of two questions only one comes in.
    if (this.#isStopping) throw new AppError('shutting-down', 'The server is shutting down')
    if (this.#running.has(conversation)) {
      throw new AppError(
        'too-busy',
        'This conversation is still being answered. Wait for the answer, or stop it',
      )
    }
    const controller = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<undefined>()
    this.#running.set(conversation, { controller, ended })
    return {
      signal: AbortSignal.any([signal, controller.signal]),
      leave: () => {
        if (this.#running.get(conversation)?.controller === controller) this.#running.delete(conversation)
        resolve(undefined)
      },
    }
  }

  /** Stops the turn of one conversation and waits until it is kept. */
  async stop(conversation: string): Promise<void> {
    const running = this.#running.get(conversation)
    running?.controller.abort(new AppError('cancelled', 'Stopped'))
    await running?.ended
  }

  /** Stops all of them, for good. */
  async stopAll(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#running.keys()].map((conversation) => this.stop(conversation)))
  }

  async #waitFor(conversation: string): Promise<void> {
    const running = this.#running.get(conversation)
    if (!running) return
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const cancel = this.clock.after(PATIENCE_MS, () => resolve(undefined))
    await Promise.race([running.ended, late])
    cancel()
  }
}
