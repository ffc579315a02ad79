import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import type { ConnectionPolicy } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { Clock } from '@/lib/kit/clock'
import { orAborted } from '@/lib/kit/deadline'
import { Attempts } from './attempts'
import { failureAsError } from './failure'
import type { Session, SessionFacts, SessionHooks } from './session'
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  initialState,
  step,
} from './state'
import { viewOf } from './view'

/** A caller waits so long for a connection that was lost to come back; beyond it, it is told why there is none. */
const PATIENCE_MS = 5_000

export interface ConnectionOptions {
  name: string
  clock: Clock
  random: () => number
  policy: () => ConnectionPolicy
  /** Rejects with an AppError, and then leaves nothing behind. */
  open: (hooks: SessionHooks, signal: AbortSignal) => Promise<Session>
  /** Told of everything but `onLost`, which is the connection's own affair. */
  hooks: Omit<SessionHooks, 'onLost'>
  onChange: (now: Connection) => void
}

type State = ConnectionState<SessionFacts>
type Event = ConnectionEvent<SessionFacts>

/** Performs what `step` decides for one server, and answers it with events. */
export class ServerConnection {
  /** Attempts begun after a failure or a loss. */
  retries = 0
  #state: State
  readonly #attempts: Attempts
  readonly #watchers = new Set<() => void>()
  readonly #queue: Event[] = []
  #busy = false
  #retired = false
  #cancelRetry: (() => void) | undefined

  constructor(private readonly options: ConnectionOptions) {
    const { clock, open, hooks } = options
    this.#state = initialState(clock.now())
    this.#attempts = new Attempts({
      ...{ open, hooks },
      isOpening: () => this.kind === 'connecting',
      onOpened: (id, facts) => this.#dispatch({ kind: 'opened', id, at: clock.now(), facts }),
      onFailed: (id, error) => this.#dispatch(this.#ending('open-failed', id, error)),
      onLost: (id, error) => this.#dispatch(this.#ending('lost', id, error)),
      onClosed: (id) => this.#dispatch({ kind: 'closed', id, at: clock.now() }),
    })
  }

  get view(): Connection {
    return viewOf(this.#state)
  }

  get kind(): Connection['kind'] {
    return this.#state.now.kind
  }

  /** The session while it is ready. */
  get session(): Session | undefined {
    if (this.#state.now.kind !== 'ready' || this.#state.live === undefined) return undefined
    return this.#attempts.sessionOf(this.#state.live)
  }

  /** Whether a transport exists: opening, open or closing. */
  get hasTransport(): boolean {
    return this.#attempts.size > 0
  }

  /** Opens if need be, at once even if the next attempt would be later. */
  begin(): Connection {
    if (this.#retired) throw new AppError('shutting-down', `${this.options.name} is not opened any more`)
    this.#dispatch({ kind: 'open-requested', at: this.options.clock.now() })
    return this.view
  }

  /** Resolves with the next state in which nothing is under way. */
  async settled(signal?: AbortSignal): Promise<Connection> {
    while (this.kind === 'connecting' || this.kind === 'stopping') await this.#changed(signal)
    return this.view
  }

  /** Resolves when closed and nothing of the transport is left. */
  async close(): Promise<Connection> {
    this.#dispatch({ kind: 'close-requested', at: this.options.clock.now() })
    while (this.kind === 'stopping') await this.#changed()
    return this.view
  }

  /** Closes for good: nothing opens it again, not even a caller that was about to repeat its call. */
  retire(): Promise<Connection> {
    this.#retired = true
    return this.close()
  }

  /** The declaration is another one now: what was wanted open is opened afresh. */
  changed(): void {
    this.#dispatch({ kind: 'changed', at: this.options.clock.now() })
  }

  /** Opens an open connection afresh; of another state, nothing. */
  renew(): void {
    if (this.kind === 'ready') this.changed()
  }

  /** A caller found out that the session has ended, or that the far side has forgotten it. Inert for an old session. */
  ended(session: Session, how: 'lost' | 'forgotten', error: AppError): void {
    const id = this.#attempts.idOf(session)
    if (id !== undefined) this.#dispatch(this.#ending(how, id, error))
  }

  /**
   * A ready session, opened if need be. In an outage it waits for a moment, through attempts that fail; one that was not
   * open is told at once why it can't be. Rejects with why there is none.
   */
  async ready(signal?: AbortSignal): Promise<Session> {
    const { clock } = this.options
    const giveUpAt = clock.now() + PATIENCE_MS
    const isPatient = this.#isComingBack()
    let asked = false
    for (;;) {
      const { now } = this.#state
      const isLate = isPatient && clock.now() >= giveUpAt
      switch (now.kind) {
        case 'ready': {
          const { session } = this
          if (session) return session
          break
        }
        case 'idle':
          if (asked) throw new AppError('cancelled', `${this.options.name} was disconnected`)
          this.begin()
          asked = true
          continue
        case 'stopping':
          if (!asked) this.begin()
          asked = true
          break
        case 'connecting':
          if (isLate) throw this.#unavailable()
          asked = true
          break
        case 'waiting':
          if (!isPatient || isLate || now.retryAt > giveUpAt) throw this.#unavailable()
          break
        case 'needs-auth':
        case 'failed':
          throw this.#unavailable()
        default:
          return assertNever(now)
      }
      await this.#changed(signal, isPatient ? giveUpAt - clock.now() : undefined)
    }
  }

  /** It was open and is on its way back: what comes of it is known soon. */
  #isComingBack(): boolean {
    const { now } = this.#state
    return now.kind === 'waiting' || (now.kind === 'connecting' && now.attempt > 1)
  }

  #unavailable(): AppError {
    const { now } = this.#state
    if (now.kind === 'waiting') {
      const seconds = Math.max(0, Math.ceil((now.retryAt - this.options.clock.now()) / 1_000))
      return failureAsError(now.error, `The next attempt (${now.attempt}) is in ${seconds} s.`)
    }
    if (now.kind === 'failed') {
      return failureAsError(now.error, `Gave up after ${now.attempts} attempts; connect it again to retry.`)
    }
    if (now.kind === 'needs-auth') return failureAsError(now.error, '')
    return new AppError('unreachable', `${this.options.name} is being connected again; try in a moment`)
  }

  #dispatch(event: Event): void {
    this.#queue.push(event)
    // An effect may answer at once; its event waits until the step before it is whole.
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#apply(next)
    } finally {
      this.#busy = false
    }
  }

  #apply(event: Event): void {
    const before = this.#state
    const next = step(before, event)
    this.#state = next.state
    for (const effect of next.effects) this.#perform(effect)
    if (next.state.now === before.now) return
    // That the old transport of an attempt is gone at last is nothing to tell.
    if (JSON.stringify(viewOf(before)) !== JSON.stringify(this.view)) this.options.onChange(this.view)
    for (const watcher of [...this.#watchers]) watcher()
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'open':
        if (this.#state.now.kind === 'connecting' && this.#state.now.attempt > 1) this.retries += 1
        this.#attempts.open(effect.id)
        return
      case 'close':
        this.#attempts.close(effect.id)
        return
      case 'schedule-retry': {
        const { clock } = this.options
        const { ticket, at } = effect
        this.#cancelRetry?.()
        const due = () => this.#dispatch({ kind: 'retry-due', at: clock.now(), ticket })
        this.#cancelRetry = clock.after(Math.max(0, at - clock.now()), due)
        return
      }
      case 'cancel-retry':
        this.#cancelRetry?.()
        this.#cancelRetry = undefined
        return
      default:
        assertNever(effect)
    }
  }

  #ending(kind: 'lost' | 'forgotten' | 'open-failed', id: number, error: AppError): Event {
    const { clock, random, policy } = this.options
    const failure = { code: error.code, message: error.message }
    return { kind, id, error: failure, at: clock.now(), policy: policy(), random: random() }
  }

  /** Resolves with the next change, or when the time is up. */
  async #changed(signal?: AbortSignal, limitMs?: number): Promise<void> {
    let forget: () => void = () => undefined
    const change = new Promise<void>((resolve) => {
      const cancelTimer = limitMs === undefined ? undefined : this.options.clock.after(limitMs, resolve)
      this.#watchers.add(resolve)
      forget = () => {
        cancelTimer?.()
        this.#watchers.delete(resolve)
      }
    })
    try {
      await (signal ? orAborted(change, signal) : change)
    } finally {
      forget()
    }
  }
}
