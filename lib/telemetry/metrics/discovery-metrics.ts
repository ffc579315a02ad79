import 'server-only'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { AppEvent } from '@/lib/domain/event'
import type { Clock } from '@/lib/kit/clock'
import { SeriesLimit } from './series-limit'

/** There are as many sources as there are methods; this is for whoever adds many. */
const SOURCE_SERIES = 50
const BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300]

/** Runs of sources that this process did. */
export class DiscoveryMetrics {
  readonly #series = new SeriesLimit(SOURCE_SERIES)
  readonly #runs: Counter<'source' | 'outcome'>
  readonly #durations: Histogram<'source'>
  readonly #found: Gauge<'source'>
  readonly #lastSuccess: Gauge<'source'>
  readonly #isFailing: Gauge<'source'>

  constructor(
    registry: Registry,
    private readonly clock: Clock,
  ) {
    const registers = [registry]
    const labelNames = ['source'] as const
    this.#runs = new Counter({
      ...{ name: 'portolan_discovery_runs_total', registers, labelNames: ['source', 'outcome'] },
      help: 'Runs of sources, by how they ended; dry runs are not counted',
    })
    this.#durations = new Histogram({
      ...{ name: 'portolan_discovery_run_duration_seconds', registers, labelNames, buckets: BUCKETS },
      help: 'How long runs of sources took',
    })
    this.#found = new Gauge({
      ...{ name: 'portolan_discovery_found_servers', registers, labelNames },
      help: 'Servers that the newest successful run of a source has seen',
    })
    this.#lastSuccess = new Gauge({
      ...{ name: 'portolan_discovery_last_success_timestamp_seconds', registers, labelNames },
      help: 'When a run of the source last succeeded in this process, in seconds since 1970',
    })
    this.#isFailing = new Gauge({
      ...{ name: 'portolan_discovery_failing', registers, labelNames },
      help: '1 when the newest run of the source in this process has failed, else 0',
    })
  }

  hear(event: AppEvent): void {
    if (event.kind !== 'source-ran' || event.dryRun === true) return
    const { outcome, durationMs, found } = event
    const [source = ''] = this.#series.labels(event.source)
    this.#runs.inc({ source, outcome })
    this.#durations.observe({ source }, durationMs / 1_000)
    this.#isFailing.set({ source }, outcome === 'ok' ? 0 : 1)
    if (outcome !== 'ok') return
    this.#found.set({ source }, found)
    this.#lastSuccess.set({ source }, this.clock.now() / 1_000)
  }
}
