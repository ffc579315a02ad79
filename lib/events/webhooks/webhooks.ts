import 'server-only'
import { randomUUID } from 'node:crypto'
import { type Delivery, shownUrl, type Webhook, type WebhookView } from '@/lib/domain/webhook'
import type { FeedEntry } from '@/lib/domain/event'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'
import type { Backlog, DeliveryStore } from '@/lib/store/deliveries'
import type { DeliveryPage } from '@/lib/store/delivery-rows'
import type { StoredWebhook, WebhookStore } from '@/lib/store/webhooks'
import type { EventBus } from '../bus'
import type { Feed } from '../feed'
import type { Happening } from '../writer'
import { type DispatchCounts, Dispatcher } from './dispatcher'
import { Intake } from './intake'
import type { Sender } from './sender'
import { newSecret } from './signature'
import { TagMemory, type TaggedServers } from './tag-memory'

export interface WebhooksOptions {
  webhooks: WebhookStore
  deliveries: DeliveryStore
  sender: Sender
  servers: TaggedServers
  bus: EventBus
  feed: Pick<Feed, 'onStored'>
  clock: Clock
  random: () => number
  logger: Logger
  /** Deliveries that may wait for one webhook. */
  capacity?: number
}

const KEEP_DELIVERED_MS = 3 * 86_400_000
const KEEP_DEAD_MS = 30 * 86_400_000
/** Of each webhook and state. */
const KEEP = 10_000

type Change = { [K in keyof Webhook]?: Webhook[K] | undefined }

/** Tells others what happens: each event that a webhook wants, at least once, in order for each server. */
export class Webhooks {
  readonly #tags: TagMemory
  readonly #intake: Intake
  readonly #dispatcher: Dispatcher
  readonly #letGo: (() => void)[] = []

  constructor(private readonly options: WebhooksOptions) {
    const { servers, bus, capacity } = options
    this.#tags = new TagMemory(servers)
    this.#dispatcher = new Dispatcher({ ...options, publish: (event) => bus.publish(event) })
    this.#intake = new Intake({
      ...options,
      tagsOf: (server) => this.#tags.of(server),
      onAdded: () => this.#dispatcher.wake(),
      ...(capacity !== undefined && { capacity }),
    })
  }

  start(): void {
    const { bus, feed } = this.options
    this.#tags.start()
    this.#letGo.push(bus.subscribe((event) => this.#tags.hear(event)))
    this.#letGo.push(feed.onStored((entries) => this.#intake.hear(entries)))
    this.#intake.start()
    this.#dispatcher.wake()
  }

  async stop(): Promise<void> {
    for (const letGo of this.#letGo.splice(0)) letGo()
    await this.#intake.stop()
    await this.#dispatcher.stop()
    await this.options.sender.close()
  }

  /** Settles when nothing is being handed over or sent. */
  async idle(): Promise<void> {
    await this.#intake.idle()
    await this.#dispatcher.idle()
  }

  /** Attempts of this process since its start. */
  get counts(): DispatchCounts {
    return this.#dispatcher.counts
  }

  /** Of all webhooks together. */
  backlog(): Promise<Backlog> {
    return this.options.deliveries.backlog()
  }

  async list(): Promise<WebhookView[]> {
    return this.#view(await this.options.webhooks.list())
  }

  /** The secret is told here, and never again. Throws `forbidden` for an address that is out of bounds. */
  async add({
    secret = newSecret(),
    ...webhook
  }: Webhook): Promise<{ webhook: WebhookView; secret: string }> {
    const { webhooks, sender, clock } = this.options
    sender.assertAllowed(webhook.url)
    const id = randomUUID()
    const added = { ...webhook, secret, id, at: new Date(clock.now()).toISOString() }
    await this.#write(id, (news) => webhooks.add(added, news))
    return { webhook: await this.#viewOf(id), secret }
  }

  /** The address as it is shown, sent back, stays what it is. Throws `not-found`, `bad-input`, `forbidden`. */
  async change(id: string, change: Change): Promise<WebhookView> {
    const { webhooks, sender } = this.options
    const current = await webhooks.get(id)
    const isSameUrl = change.url === undefined || change.url === shownUrl(current.url)
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const next: StoredWebhook = { ...current, ...given, ...(isSameUrl && { url: current.url }) }
    if (!isSameUrl) {
      if (!/^https?:\/\//i.test(next.url) || !URL.canParse(next.url))
        throw new AppError('bad-input', 'The address must start with http:// or https:// and be complete')
      sender.assertAllowed(next.url)
    }
    await this.#write(id, (news) => webhooks.change(id, next, news))
    this.#dispatcher.wake()
    return this.#viewOf(id)
  }

  /** With what waits for it. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    await this.#write(id, (news) => this.options.webhooks.remove(id, news))
  }

  /** One attempt, now, of what is no event; it is kept nowhere. Throws `not-found`. */
  async test(id: string, signal: AbortSignal): Promise<Delivery> {
    const { webhooks, sender, clock } = this.options
    const webhook = await webhooks.get(id)
    const notice = { id: randomUUID(), sequence: 0, at: new Date(clock.now()).toISOString() }
    const answered = await sender.send(webhook, { ...notice, event: { kind: 'test' } }, 1, signal)
    const { isDelivered, status, error, durationMs } = answered
    const state = isDelivered ? 'delivered' : 'dead'
    const delivery = { id: notice.id, event: 'test', server: null, state, createdAt: notice.at } as const
    return { ...delivery, attempts: 1, nextAt: null, isHeldBack: false, status, error, durationMs }
  }

  /** Newest first. Throws `not-found`, `bad-input`. */
  async deliveriesOf(id: string, query: Parameters<DeliveryStore['page']>[1]): Promise<DeliveryPage> {
    await this.options.webhooks.get(id)
    return this.options.deliveries.page(id, query)
  }

  /** Tries for another day what was given up. Throws `not-found`, `bad-input` while the webhook is off. */
  async retry(id: string, ids: readonly string[] | undefined): Promise<number> {
    const { webhooks, deliveries, clock } = this.options
    const { enabled } = await webhooks.get(id)
    if (!enabled) throw new AppError('bad-input', 'This webhook is off. Switch it on first')
    const queued = await deliveries.retry(id, ids, new Date(clock.now()).toISOString())
    this.#dispatcher.wake()
    return queued
  }

  /** Forgets what is over and old; resolves with how many. */
  prune(): Promise<number> {
    const now = this.options.clock.now()
    return this.options.deliveries.prune({
      delivered: new Date(now - KEEP_DELIVERED_MS),
      dead: new Date(now - KEEP_DEAD_MS),
      keep: KEEP,
    })
  }

  async #viewOf(id: string): Promise<WebhookView> {
    const [view] = await this.#view([await this.options.webhooks.get(id)])
    if (!view) throw new AppError('not-found', 'There is no such webhook; it may have been removed')
    return view
  }

  async #view(webhooks: readonly StoredWebhook[]): Promise<WebhookView[]> {
    const { deliveries } = this.options
    const [counts, last] = await Promise.all([
      deliveries.counts(),
      deliveries.lastTried(webhooks.map(({ id }) => id)),
    ])
    return webhooks.map(({ id, title, url, format, enabled, events, tags, createdAt, dropped }) => ({
      ...{ id, title, format, enabled, events, tags, createdAt, dropped },
      url: shownUrl(url),
      waiting: counts.get(id)?.waiting ?? 0,
      dead: counts.get(id)?.dead ?? 0,
      last: last.get(id) ?? null,
    }))
  }

  #write(webhook: string, change: (news: Happening[]) => Promise<FeedEntry[]>): Promise<void> {
    const { bus, clock } = this.options
    return bus.publishWith(() => change([happening({ kind: 'webhook-changed', webhook }, clock.now())]))
  }
}
