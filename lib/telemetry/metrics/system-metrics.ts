import 'server-only'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { FeedEntry } from '@/lib/domain/event'
import type { Feed } from '@/lib/events/feed'
import type { Webhooks } from '@/lib/events/webhooks/webhooks'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Clock } from '@/lib/kit/clock'
import type { Database } from '@/lib/store/database'
import { setTotal } from './total'

export interface SystemParts {
  feed: Pick<Feed, 'readers' | 'lost' | 'unstored'>
  jobs: Pick<Jobs, 'counts'>
  webhooks: Pick<Webhooks, 'counts' | 'backlog'>
  database: Pick<Database, 'kind' | 'ping'>
  clock: Clock
  version: string
}

/** A scrape waits no longer for the database: what it would have told is then missing from it. */
const PATIENCE_MS = 2_000

/** What the process works with: database, queues, the feed of events, webhooks. */
export class SystemMetrics {
  readonly #isUp: Gauge
  readonly #ping: Gauge
  readonly #jobs: Gauge<'queue' | 'state'>
  readonly #stored: Counter<'kind'>
  readonly #lost: Counter
  readonly #unstored: Gauge
  readonly #readers: Gauge
  readonly #attempts: Counter<'outcome'>
  readonly #deaths: Counter
  readonly #deliveries: Gauge<'state'>
  readonly #oldest: Gauge

  constructor(
    registry: Registry,
    private readonly parts: SystemParts,
  ) {
    const registers = [registry]
    const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
      new Gauge<L>({ name: `portolan_${name}`, help, labelNames, registers })
    const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
      new Counter<L>({ name: `portolan_${name}`, help, labelNames, registers })
    gauge('build_info', '1, with the version of Portolan and the kind of its database', [
      'version',
      'database',
    ]).set({ version: parts.version, database: parts.database.kind }, 1)
    this.#isUp = gauge('database_up', '1 when the database has answered this scrape, else 0')
    this.#ping = gauge('database_ping_seconds', 'How long the database took to answer the simplest question')
    this.#jobs = gauge(
      'jobs',
      'Background jobs by queue and state, as the queue counted them last (within a minute)',
      ['queue', 'state'],
    )
    this.#stored = counter('events_stored_total', 'Events that this process has stored', ['kind'])
    this.#lost = counter('events_lost_total', 'Events that could neither be stored nor held')
    this.#unstored = gauge('events_unstored', 'Events that wait to be stored')
    this.#readers = gauge('event_readers', 'Open streams of events')
    this.#attempts = counter('webhook_attempts_total', 'Attempts to deliver to webhooks, by how they ended', [
      'outcome',
    ])
    this.#deaths = counter('webhook_deliveries_given_up_total', 'Deliveries that failed for a day')
    this.#deliveries = gauge('webhook_deliveries', 'Deliveries that wait, and those that were given up', [
      'state',
    ])
    this.#oldest = gauge(
      'webhook_oldest_waiting_seconds',
      'How long the oldest delivery has waited; 0 without any',
    )
  }

  stored(entries: readonly FeedEntry[]): void {
    for (const { event } of entries) this.#stored.inc({ kind: event.kind })
  }

  async refresh(): Promise<void> {
    const { feed, webhooks } = this.parts
    setTotal(this.#lost, feed.lost)
    this.#unstored.set(feed.unstored)
    this.#readers.set(feed.readers)
    const { delivered, failed, dead } = webhooks.counts
    setTotal(this.#attempts, delivered, { outcome: 'delivered' })
    setTotal(this.#attempts, failed, { outcome: 'failed' })
    setTotal(this.#deaths, dead)
    await this.#refreshStored()
  }

  /** A database that does not answer costs these numbers, not the scrape. */
  async #refreshStored(): Promise<void> {
    const { database, jobs, webhooks } = this.parts
    const begun = performance.now()
    const ping = within(PATIENCE_MS, database.ping()).then(() => (performance.now() - begun) / 1_000)
    const [seconds, queues, backlog] = await Promise.all([
      orUndefined(ping),
      orUndefined(within(PATIENCE_MS, jobs.counts())),
      orUndefined(within(PATIENCE_MS, webhooks.backlog())),
    ])
    this.#isUp.set(seconds === undefined ? 0 : 1)
    for (const each of [this.#ping, this.#jobs, this.#deliveries, this.#oldest]) each.reset()
    // A gauge that is unset would read as 0, which is the best of answers.
    this.#ping.set(seconds ?? Number.NaN)
    for (const { queue, ...states } of queues ?? [])
      for (const [state, count] of Object.entries(states)) this.#jobs.set({ queue, state }, count)
    this.#oldest.set(backlog ? this.#ageOf(backlog.oldestAt) : Number.NaN)
    if (!backlog) return
    this.#deliveries.set({ state: 'waiting' }, backlog.waiting)
    this.#deliveries.set({ state: 'dead' }, backlog.dead)
  }

  #ageOf(at: number | null): number {
    return at === null ? 0 : Math.max(0, (this.parts.clock.now() - at) / 1_000)
  }
}

async function within<T>(limitMs: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It did not answer in time')), limitMs)
  })
  try {
    return await Promise.race([task, late])
  } finally {
    clearTimeout(timer)
  }
}

async function orUndefined<T>(task: Promise<T>): Promise<T | undefined> {
  try {
    return await task
  } catch {
    return undefined
  }
}
