import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import { type AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { classifyError } from './classify-error'
import { judgeFault } from './judge-fault'
import type { Session } from './session'

const PERIOD_MS = 15_000
const PING_TIMEOUT_MS = 10_000
/** However rarely health checks come. */
const MAX_PAUSE_MS = 120_000
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

/** What came of asking. `busy`: nothing came, but it works on a call. */
export type Sign =
  | { kind: 'alive'; durationMs: number }
  | { kind: 'missed'; durationMs: number; error: AppError }
  | { kind: 'busy' }

/** Asks one ready session now and then whether it still lives. Old HTTP servers that die tell nobody. */
export class Liveness {
  #session: Session | undefined
  #cancel: (() => void) | undefined
  #misses = 0
  /** A call has run into its time limit, and nothing was heard since. */
  #isDoubted = false
  #checking: Promise<Sign> | undefined
  #probedAt: number | undefined
  #pauseMs = PERIOD_MS

  constructor(private readonly options: LivenessOptions) {}

  watch(session: Session): void {
    this.stop()
    this.#session = session
    this.#misses = 0
    this.#isDoubted = false
    this.#probedAt = undefined
    this.#pauseMs = PERIOD_MS
    this.#schedule(PERIOD_MS)
  }

  stop(): void {
    this.#session = undefined
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** A call ran into its time limit. Until something is heard, that it works on others excuses no silence. */
  doubt(): void {
    this.#isDoubted = true
    void this.check()
  }

  heard(): void {
    this.#isDoubted = false
  }

  /** Asks now, once for all who doubt; never rejects. */
  async check(): Promise<void> {
    if (this.#session) await this.#once(this.#session, PING_TIMEOUT_MS)
  }

  /**
   * Asks on behalf of a health check, within its limit. What it finds counts as found by ourselves, and our own next
   * question waits for longer than theirs: nobody is asked twice. Never rejects.
   */
  async probe(session: Session, limitMs: number): Promise<Sign> {
    const now = this.options.clock.now()
    if (this.#probedAt !== undefined) this.#pauseMs = pauseFor(now - this.#probedAt)
    this.#probedAt = now
    const sign = await this.#once(session, limitMs)
    if (sign.kind === 'alive' && session === this.#session) this.#schedule(this.#pauseMs)
    return sign
  }

  #once(session: Session, limitMs: number): Promise<Sign> {
    this.#checking ??= this.#ask(session, limitMs).finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  async #ask(session: Session, limitMs: number): Promise<Sign> {
    const begun = performance.now()
    try {
      await session.ping(limitMs)
      const durationMs = performance.now() - begun
      this.#misses = 0
      this.heard()
      // A failure to hear of changes again is no failure of the server: its lists then have a time limit.
      void session.resubscribe(PING_TIMEOUT_MS).catch(() => undefined)
      return { kind: 'alive', durationMs }
    } catch (error) {
      const durationMs = performance.now() - begun
      const { session: fate } = judgeFault(error, this.options.endpoint())
      const hasWork = fate === 'silent' && this.options.isBusy()
      // It works on a call, and many can't answer meanwhile.
      if (hasWork && !this.#isDoubted) return { kind: 'busy' }
      // Doubted or not, a call that may still come to something is not ended for it.
      if (session === this.#session && !hasWork) this.#missed(session, error)
      if (fate === 'alive') return { kind: 'alive', durationMs }
      return {
        kind: 'missed',
        durationMs,
        error: classifyError(error, { endpoint: this.options.endpoint() }),
      }
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
      this.#schedule(this.#pauseMs)
      if (!isBusy()) void this.check()
    })
  }
}

/** A little beyond the next health check, should the checks keep their pace; they may stop at any time. */
function pauseFor(gapMs: number): number {
  return Math.min(MAX_PAUSE_MS, Math.max(PERIOD_MS, 1.5 * gapMs))
}
