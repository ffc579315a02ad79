import 'server-only'
import { randomUUID } from 'node:crypto'
import type { FeedEntry } from '@/lib/domain/event'
import { MAX_WAITING, WEBHOOK_EVENTS } from '@/lib/domain/webhook'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { DeliveryStore } from '@/lib/store/deliveries'
import { isTold } from './is-told'

/** Events looked at in one transaction. */
const PAGE = 500
/** For what was stored by a replica that died before it had handed it over. */
const LOOK_EVERY_MS = 15_000

export interface IntakeOptions {
  deliveries: Pick<DeliveryStore, 'enqueue'>
  tagsOf: (server: string) => readonly string[]
  clock: Clock
  logger: Logger
  /** Something was added. */
  onAdded: () => void
  capacity?: number
}

/** Hands over what the feed has stored to those webhooks that want to hear of it. */
export class Intake {
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  #cancelTimer: () => void = () => undefined

  constructor(private readonly options: IntakeOptions) {}

  /** Begins with what was stored while nobody looked. */
  start(): void {
    this.look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelTimer()
    await this.#running
  }

  /** What this process has stored just now. */
  hear(entries: readonly FeedEntry[]): void {
    if (entries.some(({ event }) => KINDS.has(event.kind))) this.look()
  }

  look(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      // Asked for in the moment between the last look and its end.
      if (this.#again) this.look()
    })
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    this.#cancelTimer()
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        await this.#takeOver()
      } catch (error) {
        this.options.logger.warn({ err: error }, 'Events could not be handed to webhooks yet')
      }
    }
    if (!this.#stopped) this.#cancelTimer = this.options.clock.after(LOOK_EVERY_MS, () => this.look())
  }

  async #takeOver(): Promise<void> {
    const { deliveries, tagsOf, clock, onAdded, capacity = MAX_WAITING } = this.options
    let hasMore = true
    while (hasMore && !this.#stopped) {
      const result = await deliveries.enqueue({
        kinds: WEBHOOK_EVENTS,
        limit: PAGE,
        capacity,
        at: new Date(clock.now()).toISOString(),
        newId: randomUUID,
        isTold: ({ event }, webhook) => isTold(event, webhook, tagsOf),
      })
      hasMore = result.hasMore
      if (result.added > 0) onAdded()
    }
  }
}

const KINDS: ReadonlySet<string> = new Set(WEBHOOK_EVENTS)
