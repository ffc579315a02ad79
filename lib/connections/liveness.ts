import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import { type AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { classifyError } from './classify-error'
import { judgeFault } from './judge-fault'
import type { Session } from './session'

const PERIOD_MS = 15_000
const PING_TIMEOUT_MS = 10_000
/** After a first miss: soon, for a server that hangs should not be called healthy for long. */
const SECOND_LOOK_MS = 2_000
/** A server busy with one thing may miss one ping; two in a row are no accident. */
const MISSES_ALLOWED = 1

export interface LivenessOptions {
  clock: Clock
  random: () => number
  endpoint: () => Endpoint
  /** A server that works on a call is alive; many can't answer a ping meanwhile. */
  isBusy: () => boolean
  onEnded: (session: Session, how: 'lost' | 'forgotten', error: AppError) => void
}

/** Asks one ready session now and then whether it still lives. Old HTTP servers that die tell nobody. */
export class Liveness {
  #session: Session | undefined
  #cancel: (() => void) | undefined
  #misses = 0
  #checking: Promise<void> | undefined

  constructor(private readonly options: LivenessOptions) {}

  watch(session: Session): void {
    this.stop()
    this.#session = session
    this.#misses = 0
    this.#schedule(PERIOD_MS)
  }

  stop(): void {
    this.#session = undefined
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** Asks now, once for all who doubt; never rejects. */
  check(): Promise<void> {
    const session = this.#session
    if (!session) return Promise.resolve()
    this.#checking ??= this.#ask(session).finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  async #ask(session: Session): Promise<void> {
    try {
      await session.ping(PING_TIMEOUT_MS)
      this.#misses = 0
      // A failure to hear of changes again is no failure of the server: its lists then have a time limit.
      await session.resubscribe(PING_TIMEOUT_MS).catch(() => undefined)
    } catch (error) {
      if (session === this.#session) this.#missed(session, error)
    }
  }

  #missed(session: Session, error: unknown): void {
    const endpoint = this.options.endpoint()
    const fault = judgeFault(error, endpoint)
    if (fault.session === 'alive') {
      this.#misses = 0
      return
    }
    if (fault.session === 'forgotten') {
      this.options.onEnded(session, 'forgotten', classifyError(error, { endpoint }))
      return
    }
    this.#misses += 1
    if (fault.session !== 'lost' && this.#misses <= MISSES_ALLOWED) {
      this.#schedule(SECOND_LOOK_MS)
      return
    }
    this.options.onEnded(session, 'lost', classifyError(error, { endpoint }))
  }

  #schedule(delayMs: number): void {
    const { clock, random, isBusy } = this.options
    this.#cancel?.()
    // Spread, or a thousand connections opened together would be asked together for ever.
    this.#cancel = clock.after(Math.round(delayMs * (0.8 + 0.4 * random())), () => {
      this.#schedule(PERIOD_MS)
      if (!isBusy()) void this.check()
    })
  }
}
