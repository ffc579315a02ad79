import 'server-only'
import type { AppEvent, AppEventKind } from '@/lib/domain/event'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { Logger } from '@/lib/kit/logger'

type EventOf<K extends AppEventKind> = Extract<AppEvent, { kind: K }>

/** Events of one cause. */
export interface Batch {
  events: readonly AppEvent[]
  /** `elsewhere`: another process has done it, and has stored that. */
  from: 'here' | 'elsewhere'
}

/** Tells what happened to whoever listens in this process, at once and in order. */
export class EventBus {
  readonly #batches: Emitter<Batch>

  constructor(logger: Logger) {
    this.#batches = new Emitter((error) => logger.error({ err: error }, 'A listener of the event bus failed'))
  }

  /** Events of one cause go out as one batch. */
  publish(...events: AppEvent[]): void {
    if (events.length > 0) this.#batches.emit({ events, from: 'here' })
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
