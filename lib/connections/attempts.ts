import 'server-only'
import { AppError, messageOf } from '@/lib/kit/app-error'
import { asAppError } from './failure'
import type { Session, SessionFacts, SessionHooks } from './session'

export interface AttemptsOptions {
  /** Rejects with an AppError, and then leaves nothing behind. */
  open: (hooks: SessionHooks, signal: AbortSignal) => Promise<Session>
  /** Told of everything but `onLost`, which is told as an event. */
  hooks: Omit<SessionHooks, 'onLost'>
  /** Whether the attempt has not been taken for open yet. */
  isOpening: () => boolean
  onOpened: (id: number, facts: SessionFacts) => void
  onFailed: (id: number, error: AppError) => void
  onLost: (id: number, error: AppError) => void
  /** Nothing of its transport is left. */
  onClosed: (id: number) => void
}

/** An attempt's effects in being: from `open` until its transport is gone. */
interface Attempt {
  id: number
  controller: AbortController
  /** Settles, never rejects, when opening has come to an end. */
  opening: Promise<void>
  session: Session | undefined
  lostEarly: AppError | undefined
  closing: Promise<void> | undefined
}

/** Opens and closes the transports of one connection, each by the number of its attempt. */
export class Attempts {
  readonly #living = new Map<number, Attempt>()

  constructor(private readonly options: AttemptsOptions) {}

  /** How many transports exist: opening, open or closing. */
  get size(): number {
    return this.#living.size
  }

  sessionOf(id: number): Session | undefined {
    return this.#living.get(id)?.session
  }

  idOf(session: Session): number | undefined {
    return [...this.#living.values()].find((one) => one.session === session)?.id
  }

  open(id: number): void {
    const attempt: Attempt = {
      id,
      controller: new AbortController(),
      opening: Promise.resolve(),
      session: undefined,
      lostEarly: undefined,
      closing: undefined,
    }
    this.#living.set(id, attempt)
    attempt.opening = this.#carryOut(attempt)
  }

  close(id: number): void {
    const attempt = this.#living.get(id)
    if (!attempt || attempt.closing) return
    attempt.closing = (async () => {
      attempt.controller.abort(new AppError('cancelled', 'The connection was closed'))
      await attempt.opening
      await attempt.session?.close().catch((error: unknown) => {
        this.options.hooks.onLog('pool', `Closing failed: ${messageOf(error)}`)
      })
      this.#living.delete(id)
      this.options.onClosed(id)
    })()
  }

  async #carryOut(attempt: Attempt): Promise<void> {
    const { id, controller } = attempt
    try {
      const session = await this.options.open(this.#hooksOf(attempt), controller.signal)
      attempt.session = session
      // It may have ended between its opening and this line; then it never was open.
      if (attempt.lostEarly) {
        await session.close()
        throw attempt.lostEarly
      }
      this.options.onOpened(id, session.facts)
    } catch (error) {
      // Who closes it tells of its end.
      if (attempt.closing) return
      this.#living.delete(id)
      this.options.onFailed(id, asAppError(error))
    }
  }

  #hooksOf(attempt: Attempt): SessionHooks {
    const { hooks, isOpening, onLost } = this.options
    const isCurrent = () => this.#living.get(attempt.id) === attempt && !attempt.closing
    return {
      ...hooks,
      onDoubt: () => {
        if (isCurrent()) hooks.onDoubt()
      },
      // The SDK's notice is debounced and may come after the close.
      onListChanged: (kind) => {
        if (isCurrent()) hooks.onListChanged(kind)
      },
      onResourceUpdated: (uri) => {
        if (isCurrent()) hooks.onResourceUpdated(uri)
      },
      onLost: (error) => {
        if (isOpening()) attempt.lostEarly = error
        else onLost(attempt.id, error)
      },
    }
  }
}
