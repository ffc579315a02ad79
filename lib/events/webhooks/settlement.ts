import 'server-only'
import type { Logger } from '@/lib/kit/logger'
import type { Attempted, DeliveryStore } from '@/lib/store/deliveries'

/** What is to be written down of a line: how attempts went, and which of it others may have. */
export interface Settled {
  attempted: readonly Attempted[]
  released: readonly number[]
}

/** Writes down outcomes, those that come while it writes in one go. What can't be written is sent once more later. */
export class Settlement {
  #waiting: Settled[] = []
  #writing: Promise<void> | undefined

  constructor(
    private readonly deliveries: Pick<DeliveryStore, 'settle' | 'release'>,
    private readonly logger: Logger,
  ) {}

  /** Settles when it is written, or could not be. */
  add(settled: Settled): Promise<void> {
    this.#waiting.push(settled)
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
    return this.#writing
  }

  /** Settles when nothing is to be written. */
  async idle(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #write(): Promise<void> {
    // What others add in the same moment belongs to it.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const now = this.#waiting.splice(0)
      try {
        await this.deliveries.settle(now.flatMap(({ attempted }) => attempted))
        await this.deliveries.release(now.flatMap(({ released }) => released))
      } catch (error) {
        this.logger.warn({ err: error }, 'Deliveries could not be written down; they will be sent once more')
      }
    }
  }
}
