import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Attempted, DeliveryStore } from '@/lib/store/deliveries'
import type { StoredWebhook, WebhookStore } from '@/lib/store/webhooks'
import type { Answered } from './after-attempt'
import { Lane } from './lane'
import type { Sender } from './sender'
import { Settlement } from './settlement'

/** Requests to one webhook at a time, so that a slow receiver takes no more than its share. */
const REQUESTS_PER_WEBHOOK = 4
const REQUESTS = 16
/** Lines that are claimed in one go, and deliveries of each: asking the database costs more than a request. */
const LINES = 64
const BATCH = 25
const LEASE_MS = 60_000
/** Also for what a replica has left that is gone, and for what others have queued. */
const LOOK_EVERY_MS = 15_000
const SOON_MS = 500
const TELL_EVERY_MS = 600_000

export interface DispatcherOptions {
  webhooks: Pick<WebhookStore, 'list'>
  deliveries: Pick<DeliveryStore, 'claim' | 'settle' | 'release' | 'nextDueAt'>
  sender: Pick<Sender, 'send'>
  clock: Clock
  random: () => number
  logger: Logger
  publish: (event: AppEvent) => void
}

export interface DispatchCounts {
  delivered: number
  failed: number
  dead: number
}

/**
 * Sends what waits: of each webhook and server one after the other, of different ones at the same time. What fails is
 * put off and holds back what follows it on its line.
 */
export class Dispatcher {
  readonly counts: DispatchCounts = { delivered: 0, failed: 0, dead: 0 }
  readonly #stopping = new AbortController()
  readonly #settlement: Settlement
  /** By webhook. */
  readonly #lanes = new Map<string, Lane>()
  readonly #sending = new Set<Promise<void>>()
  /** When it was last told that deliveries were given up, by webhook. */
  readonly #toldAt = new Map<string, number>()
  #looking: Promise<void> | undefined
  #lookAgain = false
  #cancelTimer: () => void = () => undefined

  constructor(private readonly options: DispatcherOptions) {
    this.#settlement = new Settlement(options.deliveries, options.logger)
  }

  /** Looks for what is due now; again after the look that goes on, if there is one. */
  wake(): void {
    if (this.#isStopping()) return
    this.#lookAgain = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      // Asked for in the moment between the last look and its end.
      if (this.#lookAgain) this.wake()
    })
  }

  /** Cuts what is being sent and lets others have it. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelTimer()
    await this.#looking
    await Promise.all([...this.#sending, ...[...this.#lanes.values()].map((lane) => lane.clear())])
    await this.#settlement.idle()
  }

  /** Settles when nothing is being sent or looked for. */
  async idle(): Promise<void> {
    while (this.#looking || this.#sending.size > 0) await Promise.all([this.#looking, ...this.#sending])
    await this.#settlement.idle()
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  async #look(): Promise<void> {
    const { deliveries, logger } = this.options
    let nextAt: number | null = null
    while (this.#lookAgain && !this.#isStopping()) {
      this.#lookAgain = false
      try {
        const isBusy = await this.#claim()
        // Whoever is busy looks again when a line has ended.
        nextAt = isBusy ? null : await deliveries.nextDueAt()
      } catch (error) {
        if (this.#isStopping()) return
        logger.warn({ err: error }, 'Webhooks could not be looked after; trying again soon')
        nextAt = null
      }
    }
    this.#lookAt(nextAt)
  }

  #lookAt(nextAt: number | null): void {
    this.#cancelTimer()
    if (this.#isStopping()) return
    const dueInMs = nextAt === null ? LOOK_EVERY_MS : nextAt - this.options.clock.now()
    const delayMs = Math.min(LOOK_EVERY_MS, Math.max(SOON_MS, dueInMs))
    this.#cancelTimer = this.options.clock.after(delayMs, () => this.wake())
  }

  /** Whether there is more to do than requests that may be made. */
  async #claim(): Promise<boolean> {
    const { webhooks, deliveries, clock } = this.options
    const enabled = (await webhooks.list()).filter((webhook) => webhook.enabled)
    this.#arrange(enabled)
    const idle = [...this.#lanes].filter(
      ([, lane]) => lane.waiting === 0 && lane.running < REQUESTS_PER_WEBHOOK,
    )
    const now = clock.now()
    const claimed = await deliveries.claim({
      now: timeOf(now),
      leasedUntil: timeOf(now + LEASE_MS),
      room: new Map(idle.map(([id]) => [id, LINES])),
      batch: BATCH,
    })
    const lines = Map.groupBy(claimed, ({ webhook, line }) => `${webhook} ${line}`)
    for (const line of lines.values()) {
      this.#lanes.get(line[0]?.webhook ?? '')?.add({ deliveries: line, claimedAt: now })
    }
    this.#begin()
    return this.#sending.size > 0
  }

  /** A lane for each webhook, with its address as it is now. */
  #arrange(enabled: readonly StoredWebhook[]): void {
    const { sender, clock, random } = this.options
    const { signal } = this.#stopping
    for (const webhook of enabled) {
      const lane = this.#lanes.get(webhook.id)
      if (lane) lane.webhook = webhook
      else {
        const onAttempt = this.#onAttempt
        const made = new Lane(webhook, {
          sender,
          clock,
          random,
          signal,
          onAttempt,
          settlement: this.#settlement,
        })
        this.#lanes.set(webhook.id, made)
      }
    }
    const ids = new Set(enabled.map(({ id }) => id))
    for (const [id, lane] of this.#lanes) {
      if (ids.has(id)) continue
      // What waits for it is forgotten in the database.
      this.#lanes.delete(id)
      void lane.clear()
    }
  }

  /** As many requests as may be made, each webhook in its turn. */
  #begin(): void {
    let hasBegun = true
    while (hasBegun && !this.#isStopping()) {
      hasBegun = false
      for (const lane of this.#lanes.values()) {
        if (this.#sending.size >= REQUESTS) return
        if (lane.running >= REQUESTS_PER_WEBHOOK) continue
        const line = lane.begin()
        if (!line) continue
        hasBegun = true
        const sending = line.finally(() => {
          this.#sending.delete(sending)
          this.#begin()
          if (lane.waiting === 0) this.wake()
        })
        this.#sending.add(sending)
      }
    }
  }

  /** Told now and then: after a long outage hundreds are given up in a row. */
  readonly #onAttempt = (
    { id, title }: StoredWebhook,
    { isDelivered }: Answered,
    { state, error }: Attempted,
  ) => {
    const { publish, clock } = this.options
    this.counts[isDelivered ? 'delivered' : 'failed'] += 1
    if (state !== 'dead') return
    this.counts.dead += 1
    if (clock.now() - (this.#toldAt.get(id) ?? -Infinity) < TELL_EVERY_MS) return
    this.#toldAt.set(id, clock.now())
    publish({ kind: 'webhook-failed', webhook: id, title, error: error ?? '' })
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
