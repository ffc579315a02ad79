import 'server-only'
import type { AppEvent, FeedEntry } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { Logger } from '@/lib/kit/logger'
import { logEvent } from './pool-options'

/** What happens to connections, told to the log, to whoever listens to the pool, and to the bus. */
export class PoolNews {
  readonly #events: Emitter<AppEvent>

  constructor(private readonly options: { bus: EventBus; logger: Logger }) {
    const { logger } = options
    this.#events = new Emitter((error) => logger.error({ err: error }, 'A listener of the pool failed'))
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: Listener<AppEvent>): () => void {
    return this.#events.subscribe(listener)
  }

  readonly publish = (event: AppEvent): void => {
    this.#tell(event)
    this.options.bus.publish(event)
  }

  /** As `EventBus.publishWith`. */
  readonly publishWith = (change: () => Promise<readonly FeedEntry[]>): Promise<void> =>
    this.options.bus.publishWith(async () => {
      const stored = await change()
      for (const { event } of stored) this.#tell(event)
      return stored
    })

  #tell(event: AppEvent): void {
    logEvent(this.options.logger, event)
    this.#events.emit(event)
  }
}
