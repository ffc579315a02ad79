import 'server-only'
import type { AppEvent, FeedEntry } from '@/lib/domain/event'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Happened } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'

export type Happening = Happened<AppEvent>

interface Waiter extends PromiseWithResolvers<undefined> {
  upTo: number
}

export interface WriterOptions {
  append: (events: Happening[]) => Promise<FeedEntry[]>
  /** Rejects while the store can't be reached at all. */
  ping: () => Promise<void>
  onStored: (entries: FeedEntry[]) => void
  clock: Clock
  logger: Logger
  random?: () => number
  /** Events held while the store is away; some 500 bytes each, so 50 MB at most. Beyond, the oldest are lost. */
  capacity?: number
}

const BATCH = 1_000
const CAPACITY = 100_000
const RETRY = { firstDelayMs: 100, maxDelayMs: 5_000 }

/** Stores events in order, one batch at a time, and keeps trying while the store is away. */
export class EventWriter {
  #queue: Happening[] = []
  /** Counts since the start: what was pushed, and what of it is stored or given up. */
  #pushed = 0
  #done = 0
  #waiters: Waiter[] = []
  #lost = 0
  #draining = false
  #drained = Promise.resolve()
  #wake: (() => void) | undefined
  #stopped = false

  constructor(private readonly options: WriterOptions) {}

  get waiting(): number {
    return this.#queue.length
  }

  get lost(): number {
    return this.#lost
  }

  push(happenings: readonly Happening[]): void {
    if (this.#stopped) return
    for (const happening of happenings) this.#queue.push(happening)
    this.#pushed += happenings.length
    this.#trim()
    if (!this.#draining) this.#drained = this.#drain()
  }

  /** Settles when everything pushed so far is stored. Rejects with `database-unavailable` when the store does not take it. */
  settled(): Promise<void> {
    if (this.#done >= this.#pushed) return Promise.resolve()
    // It is asked now, as it may be back.
    this.#wake?.()
    const waiter = { ...Promise.withResolvers<undefined>(), upTo: this.#pushed }
    this.#waiters.push(waiter)
    return waiter.promise
  }

  /** Settles when everything pushed so far is stored, or the signal aborts. Nothing is taken afterwards. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopped = true
    this.#wake?.()
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([this.#drained, aborted])
    if (this.#queue.length === 0) return
    this.options.logger.warn({ events: this.#queue.length }, 'Events could not be stored before the end')
    this.#queue = []
    this.#refuseWaiters()
    this.#wake?.()
  }

  async #drain(): Promise<void> {
    this.#draining = true
    let attempt = 0
    while (this.#queue.length > 0) {
      // After a failure one at a time, so that one event the store can't take does not hold up the others.
      const batch = this.#queue.slice(0, attempt === 0 ? BATCH : 1)
      try {
        const entries = await this.options.append(batch)
        attempt = 0
        this.#taken(batch)
        this.options.onStored(entries)
      } catch (error) {
        attempt += 1
        this.#refuseWaiters()
        await this.#afterFailure(error, batch, attempt)
      }
    }
    // In the same step as the last look at the queue: a push in between would find nobody to store it.
    this.#draining = false
  }

  async #afterFailure(error: unknown, batch: Happening[], attempt: number): Promise<void> {
    const { logger, random = Math.random } = this.options
    if (attempt === 1)
      logger.warn({ err: error, waiting: this.#queue.length }, 'Events could not be stored yet')
    const isRefusal = !isAppError(error) || error.code !== 'database-unavailable'
    if (isRefusal && attempt > 2 && batch.length === 1 && (await this.#isReachable())) {
      logger.error({ err: error, kind: batch[0]?.event.kind }, 'The store refuses an event; it is left out')
      this.#lost += 1
      this.#taken(batch)
      return
    }
    await this.#pause(backoffDelayMs(RETRY, attempt, random))
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.after(delayMs, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }

  async #isReachable(): Promise<boolean> {
    try {
      await this.options.ping()
      return true
    } catch {
      return false
    }
  }

  /** By identity: while it was stored, a full queue may have lost its head. */
  #taken(batch: Happening[]): void {
    const taken = new Set(batch)
    let count = 0
    for (const happening of this.#queue) {
      if (!taken.has(happening)) break
      count += 1
    }
    this.#drop(count)
  }

  #drop(count: number): void {
    this.#queue = this.#queue.slice(count)
    this.#done += count
    const waiters = this.#waiters
    this.#waiters = waiters.filter(({ upTo }) => upTo > this.#done)
    for (const { upTo, resolve } of waiters) if (upTo <= this.#done) resolve(undefined)
  }

  #refuseWaiters(): void {
    for (const { reject } of this.#waiters.splice(0)) reject(notStored())
  }

  #trim(): void {
    const excess = this.#queue.length - (this.options.capacity ?? CAPACITY)
    if (excess <= 0) return
    if (this.#lost === 0)
      this.options.logger.error({ excess }, 'Too many events wait to be stored; the oldest are lost')
    this.#lost += excess
    this.#drop(excess)
  }
}

function notStored(): AppError {
  return new AppError('database-unavailable', 'What happened before could not be stored yet')
}
