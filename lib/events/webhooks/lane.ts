import 'server-only'
import type { Clock } from '@/lib/kit/clock'
import type { Attempted } from '@/lib/store/deliveries'
import type { ClaimedDelivery } from '@/lib/store/delivery-rows'
import type { StoredWebhook } from '@/lib/store/webhooks'
import { afterAttempt, type Answered } from './after-attempt'
import type { Sender } from './sender'
import type { Settlement } from './settlement'

/** Deliveries of one webhook and server, in order. */
export interface Line {
  deliveries: readonly ClaimedDelivery[]
  claimedAt: number
}

export interface LaneOptions {
  sender: Pick<Sender, 'send'>
  settlement: Settlement
  clock: Clock
  random: () => number
  signal: AbortSignal
  /** Told of each attempt. */
  onAttempt: (webhook: StoredWebhook, answered: Answered, attempt: Attempted) => void
}

/** What was claimed longer ago is left to whoever claims it next: the lease is nearly over. */
const FRESH_MS = 30_000

/** The claimed lines of one webhook, of which some are sent at the same time. */
export class Lane {
  readonly #waiting: Line[] = []
  #running = 0

  constructor(
    public webhook: StoredWebhook,
    private readonly options: LaneOptions,
  ) {}

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length
  }

  add(line: Line): void {
    this.#waiting.push(line)
  }

  /** Sends the next line, if one waits; undefined when none does. Never rejects. */
  begin(): Promise<void> | undefined {
    const line = this.#waiting.shift()
    if (!line) return undefined
    this.#running += 1
    return this.#send(line).finally(() => (this.#running -= 1))
  }

  /** Lets others have what waits here. */
  async clear(): Promise<void> {
    const released = this.#waiting.splice(0).flatMap(({ deliveries }) => deliveries.map(({ place }) => place))
    if (released.length > 0) await this.options.settlement.add({ attempted: [], released })
  }

  /** In order, until one fails, the time is up, or we stop. */
  async #send({ deliveries, claimedAt }: Line): Promise<void> {
    const { clock, signal, settlement } = this.options
    const attempted: Attempted[] = []
    try {
      for (const delivery of deliveries) {
        if (signal.aborted || clock.now() - claimedAt > FRESH_MS) break
        const attempt = await this.#attempt(delivery)
        attempted.push(attempt)
        if (attempt.state !== 'delivered') break
      }
    } catch {
      // We stop: what was cut off has not been tried.
    }
    const released = deliveries.slice(attempted.length).map(({ place }) => place)
    await settlement.add({ attempted, released })
  }

  async #attempt({ place, id, entry, since, attempts: earlier }: ClaimedDelivery): Promise<Attempted> {
    const { sender, clock, random, signal, onAttempt } = this.options
    const attempts = earlier + 1
    const notice = { id, sequence: entry.id, at: entry.at, event: entry.event }
    const answered = await sender.send(this.webhook, notice, attempts, signal)
    const now = clock.now()
    const next = afterAttempt(answered, { attempts, since, now }, random)
    const { status, error, durationMs } = answered
    const nextAt = timeOf(next.state === 'waiting' ? next.at : now)
    const endedAt = next.state === 'waiting' ? null : timeOf(now)
    const attempt = { place, state: next.state, attempts, nextAt, endedAt, status, error, durationMs }
    onAttempt(this.webhook, answered, attempt)
    return attempt
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
