import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Attempted, DeliveryStore } from '@/lib/store/deliveries'
import type { ClaimedDelivery } from '@/lib/store/delivery-rows'
import type { StoredWebhook, WebhookStore } from '@/lib/store/webhooks'
import { afterAttempt, type Answered } from './after-attempt'
import type { Sender } from './sender'

/** Lines of one webhook that are sent at a time, so that a slow receiver takes no more than its share. */
const LINES_PER_WEBHOOK = 4
const LINES = 16
/** Deliveries of a line that are sent after each other before the outcome is written down. */
const BATCH = 25
/** A batch takes no longer; then others may have the rest. With the last request it stays below the lease. */
const BATCH_MS = 30_000
const LEASE_MS = 60_000
/** Also for what a replica has left that is gone, and for what others have queued. */
const LOOK_EVERY_MS = 15_000
const SOON_MS = 500

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
  /** Lines that are being sent, by webhook. */
  readonly #busy = new Map<string, number>()
  readonly #lines = new Set<Promise<void>>()
  readonly #failing = new Set<string>()
  #looking: Promise<void> | undefined
  #lookAgain = false
  #cancelTimer: () => void = () => undefined

  constructor(private readonly options: DispatcherOptions) {}

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
    await this.idle()
  }

  /** Settles when nothing is being sent or looked for. */
  async idle(): Promise<void> {
    while (this.#looking || this.#lines.size > 0) await Promise.all([this.#looking, ...this.#lines])
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  async #look(): Promise<void> {
    let nextAt: number | null = null
    while (this.#lookAgain && !this.#isStopping()) {
      this.#lookAgain = false
      try {
        await this.#claim()
        nextAt = await this.options.deliveries.nextDueAt()
      } catch (error) {
        if (this.#isStopping()) return
        this.options.logger.warn({ err: error }, 'Webhooks could not be looked after; trying again soon')
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

  async #claim(): Promise<void> {
    const { webhooks, deliveries, clock } = this.options
    const enabled = (await webhooks.list()).filter((webhook) => webhook.enabled)
    const room = this.#room(enabled)
    const now = clock.now()
    const claimed = await deliveries.claim({
      now: timeOf(now),
      leasedUntil: timeOf(now + LEASE_MS),
      room,
      batch: BATCH,
    })
    for (const webhook of enabled) {
      const own = claimed.filter((delivery) => delivery.webhook === webhook.id)
      for (const line of Map.groupBy(own, (delivery) => delivery.line).values()) this.#begin(webhook, line)
    }
  }

  /** How many lines of each webhook may begin now. */
  #room(webhooks: readonly StoredWebhook[]): Map<string, number> {
    let left = LINES - this.#lines.size
    const room = new Map<string, number>()
    for (const { id } of webhooks) {
      const own = Math.min(left, LINES_PER_WEBHOOK - (this.#busy.get(id) ?? 0))
      if (own <= 0) continue
      room.set(id, own)
      left -= own
    }
    return room
  }

  #begin(webhook: StoredWebhook, line: readonly ClaimedDelivery[]): void {
    const { id } = webhook
    this.#busy.set(id, (this.#busy.get(id) ?? 0) + 1)
    const sending = this.#sendLine(webhook, line)
      .catch((error: unknown) => {
        if (this.#isStopping()) return
        this.options.logger.warn({ err: error, webhook: webhook.title }, 'Deliveries will be sent once more')
      })
      .finally(() => {
        this.#busy.set(id, (this.#busy.get(id) ?? 1) - 1)
        this.#lines.delete(sending)
        this.wake()
      })
    this.#lines.add(sending)
  }

  /** In order, until one fails, the time is up, or we stop. */
  async #sendLine(webhook: StoredWebhook, line: readonly ClaimedDelivery[]): Promise<void> {
    const { clock, deliveries } = this.options
    const until = clock.now() + BATCH_MS
    const attempted: Attempted[] = []
    try {
      for (const delivery of line) {
        if (this.#isStopping() || clock.now() >= until) break
        const attempt = await this.#attempt(webhook, delivery)
        attempted.push(attempt)
        if (attempt.state !== 'delivered') break
      }
    } catch (error) {
      if (!this.#isStopping()) throw error
    } finally {
      await deliveries.settle(attempted)
      await deliveries.release(line.slice(attempted.length).map(({ place }) => place))
    }
    this.#tell(webhook, attempted.at(-1))
  }

  async #attempt(webhook: StoredWebhook, delivery: ClaimedDelivery): Promise<Attempted> {
    const { sender, clock, random } = this.options
    const { place, id, entry, since } = delivery
    const attempts = delivery.attempts + 1
    const notice = { id, sequence: entry.id, at: entry.at, event: entry.event }
    const answered = await sender.send(webhook, notice, attempts, this.#stopping.signal)
    const now = clock.now()
    const next = afterAttempt(answered, { attempts, since, now }, random)
    this.#count(answered, next.state)
    const { status, error, durationMs } = answered
    const nextAt = timeOf(next.state === 'waiting' ? next.at : now)
    const endedAt = next.state === 'waiting' ? null : timeOf(now)
    return { place, state: next.state, attempts, nextAt, endedAt, status, error, durationMs }
  }

  #count({ isDelivered }: Answered, state: Attempted['state']): void {
    this.counts[isDelivered ? 'delivered' : 'failed'] += 1
    if (state === 'dead') this.counts.dead += 1
  }

  /** Not of each delivery, or an outage would fill the feed: of one that was given up, and when it begins or ends to fail. */
  #tell({ id, title }: StoredWebhook, last: Attempted | undefined): void {
    if (!last) return
    const { publish } = this.options
    if (last.state === 'dead')
      publish({ kind: 'webhook-failed', webhook: id, title, error: last.error ?? '' })
    const isFailing = last.state !== 'delivered'
    if (this.#failing.has(id) === isFailing) return
    if (isFailing) this.#failing.add(id)
    else this.#failing.delete(id)
    publish({ kind: 'webhook-changed', webhook: id })
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
