import 'server-only'
import type { AppEvent, AppEventKind, FeedEntry } from '@/lib/domain/event'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { Logger } from '@/lib/kit/logger'

type EventOf<K extends AppEventKind> = Extract<AppEvent, { kind: K }>

/** Events of one cause. */
export interface Batch {
  events: readonly AppEvent[]
  /** `elsewhere`: another process has done it, and has stored that. */
  from: 'here' | 'elsewhere'
  /** As they are stored, where that was done together with what they tell of. */
  stored?: readonly FeedEntry[]
}

/** Tells what happened to whoever listens in this process, at once and in order. */
export class EventBus {
  readonly #batches: Emitter<Batch>
  #settled: () => Promise<void> = () => Promise.resolve()
  readonly #changes = new Set<Promise<unknown>>()

  constructor(logger: Logger) {
    this.#batches = new Emitter((error) => logger.error({ err: error }, 'A listener of the event bus failed'))
  }

  /** Events of one cause go out as one batch. */
  publish(...events: AppEvent[]): void {
    if (events.length > 0) this.#batches.emit({ events, from: 'here' })
  }

  /**
   * For news that must not be lost when the process ends: `change` stores it in the transaction that makes it true, and
   * answers with what is stored. That comes after all that was published before. Rejects when `change` does, and while the
   * store takes no events.
   */
  async publishWith(change: () => Promise<readonly FeedEntry[]>): Promise<void> {
    await this.#settled()
    const changing = change()
    this.#changes.add(changing)
    try {
      const stored = await changing
      if (stored.length > 0)
        this.#batches.emit({ events: stored.map(({ event }) => event), from: 'here', stored })
    } finally {
      this.#changes.delete(changing)
    }
  }

  /**
   * Settles when the changes that are being stored now have been told of here. The database may tell of what they stored
   * before they themselves know that it is.
   */
  async changesTold(): Promise<void> {
    await Promise.allSettled(this.#changes)
  }

  /**
   * Names who stores what is published: `settled` settles when that is done with all that came so far, and rejects while
   * it can't be. Returns the function that forgets it.
   */
  storedBy(settled: () => Promise<void>): () => void {
    this.#settled = settled
    return () => (this.#settled = () => Promise.resolve())
  }

  /** What another process has done: told to whoever listens here, but not stored a second time. */
  echo(...events: AppEvent[]): void {
    if (events.length > 0) this.#batches.emit({ events, from: 'elsewhere' })
  }

  /** For those who handle many at once, as the feed does. Returns the function that unsubscribes. */
  subscribeToBatches(listener: Listener<Batch>): () => void {
    return this.#batches.subscribe(listener)
  }

  subscribe(listener: Listener<AppEvent>): () => void {
    return this.#batches.subscribe(({ events }) => events.forEach(listener))
  }

  subscribeTo<K extends AppEventKind>(kind: K, listener: Listener<EventOf<K>>): () => void {
    return this.subscribe((event) => {
      // The comparison narrows to K, which the compiler can't follow through the generic.
      if (event.kind === kind) listener(event as EventOf<K>)
    })
  }
}
