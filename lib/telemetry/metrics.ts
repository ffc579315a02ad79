import 'server-only'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { EventBus } from '@/lib/events/bus'
import type { Feed } from '@/lib/events/feed'
import type { Health } from '@/lib/health/health'
import { CallMetrics } from './metrics/call-metrics'
import { DiscoveryMetrics } from './metrics/discovery-metrics'
import { FleetMetrics, type FleetParts } from './metrics/fleet-metrics'
import { HealthMetrics } from './metrics/health-metrics'
import { contentTypeFor, OPEN_METRICS, toOpenMetrics } from './metrics/open-metrics'
import { RequestMetrics } from './metrics/request-metrics'
import { SystemMetrics, type SystemParts } from './metrics/system-metrics'

export interface MetricsParts extends Omit<FleetParts, 'verdictOf'>, SystemParts {
  bus: Pick<EventBus, 'subscribeToBatches'>
  feed: SystemParts['feed'] & Pick<Feed, 'onStored'>
  health: Pick<Health, 'stats' | 'verdictOf' | 'onChecked'>
}

/**
 * What Prometheus asks for. Counters and histograms follow what happens in this process; gauges are read at the scrape.
 * However large the fleet, the number of series is bounded.
 */
export class Metrics {
  readonly requests: RequestMetrics
  /** Our own: the global one would be shared by whoever else brings prom-client. */
  readonly #registry = new Registry()
  readonly #calls: CallMetrics
  readonly #discovery: DiscoveryMetrics
  readonly #fleet: FleetMetrics
  readonly #health: HealthMetrics
  readonly #system: SystemMetrics
  #letGo: (() => void)[] = []
  #scraping: Promise<string> | undefined

  constructor(private readonly parts: MetricsParts) {
    const { health, clock } = parts
    collectDefaultMetrics({ register: this.#registry })
    this.requests = new RequestMetrics(this.#registry)
    this.#calls = new CallMetrics(this.#registry)
    this.#discovery = new DiscoveryMetrics(this.#registry, clock)
    const verdictOf = (server: string) => health.verdictOf(server).verdict
    this.#fleet = new FleetMetrics(this.#registry, { ...parts, verdictOf })
    this.#health = new HealthMetrics(this.#registry)
    this.#system = new SystemMetrics(this.#registry, parts)
  }

  start(): void {
    const { bus, feed, health } = this.parts
    const groups = [this.#calls, this.#discovery, this.#fleet, this.#health]
    this.#letGo = [
      bus.subscribeToBatches(({ events, from }) => {
        // Counted by whoever did it, or the sum over all replicas would be too large.
        for (const event of events)
          if (from === 'here' || event.kind === 'server-removed')
            for (const group of groups) group.hear(event)
      }),
      feed.onStored((entries) => this.#system.stored(entries)),
      health.onChecked((records) => this.#health.checked(records)),
    ]
  }

  stop(): void {
    for (const letGo of this.#letGo.splice(0)) letGo()
  }

  /** In the format that the Accept header asks for. Scrapes at the same time share one look. */
  async scrape(accept: string | null): Promise<{ text: string; contentType: string }> {
    this.#scraping ??= this.#scrape().finally(() => (this.#scraping = undefined))
    const text = await this.#scraping
    const contentType = contentTypeFor(accept)
    return { text: contentType === OPEN_METRICS ? toOpenMetrics(text) : text, contentType }
  }

  async #scrape(): Promise<string> {
    this.#fleet.refresh()
    this.#calls.refresh()
    this.#health.refresh(this.parts.health.stats())
    await this.#system.refresh()
    return this.#registry.metrics()
  }
}
