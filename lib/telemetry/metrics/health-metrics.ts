import 'server-only'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { AppEvent } from '@/lib/domain/event'
import type { CheckRecord } from '@/lib/health/check-record'
import type { Health } from '@/lib/health/health'

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const QUANTILES = { p50: '0.5', p99: '0.99', max: '1' } as const

/** Checks, how late they come, and incidents. */
export class HealthMetrics {
  readonly #checks: Counter<'outcome' | 'verdict' | 'origin'>
  readonly #durations: Histogram<'outcome'>
  readonly #lag: Gauge<'quantile'>
  readonly #running: Gauge
  readonly #unsaved: Gauge
  readonly #lost: Counter
  readonly #opened: Counter<'severity'>
  readonly #closed: Counter<'end'>

  constructor(registry: Registry) {
    const registers = [registry]
    this.#checks = new Counter({
      ...{ name: 'portolan_checks_total', registers, labelNames: ['outcome', 'verdict', 'origin'] },
      help: 'Checks, by what was found, the verdict after it, and who found out',
    })
    this.#durations = new Histogram({
      ...{ name: 'portolan_check_duration_seconds', registers, labelNames: ['outcome'], buckets: BUCKETS },
      help: 'How long checks took, by what was found; not by server, of which there may be thousands',
    })
    this.#lag = new Gauge({
      ...{ name: 'portolan_sweep_lag_seconds', registers, labelNames: ['quantile'] },
      help: 'How late checks began, over the newest of them',
    })
    this.#running = new Gauge({
      ...{ name: 'portolan_checks_running', registers },
      help: 'Checks that go on now',
    })
    this.#unsaved = new Gauge({
      ...{ name: 'portolan_checks_unsaved', registers },
      help: 'Checks that are done and wait to be stored',
    })
    this.#lost = new Counter({
      ...{ name: 'portolan_checks_lost_total', registers },
      help: 'Checks that could not be stored and were given up',
    })
    this.#opened = new Counter({
      ...{ name: 'portolan_incidents_opened_total', registers, labelNames: ['severity'] },
      help: 'Incidents that this process has opened',
    })
    this.#closed = new Counter({
      ...{ name: 'portolan_incidents_closed_total', registers, labelNames: ['end'] },
      help: 'Incidents that this process has closed, by how they ended',
    })
  }

  checked(records: readonly CheckRecord[]): void {
    for (const { outcome, verdict, origin, durationMs } of records) {
      this.#checks.inc({ outcome, verdict, origin })
      if (durationMs !== null) this.#durations.observe({ outcome }, durationMs / 1_000)
    }
  }

  hear(event: AppEvent): void {
    if (event.kind === 'incident-opened') this.#opened.inc({ severity: event.severity })
    if (event.kind === 'incident-closed') this.#closed.inc({ end: event.end })
  }

  refresh({ lagMs, running, unsaved, lost }: ReturnType<Health['stats']>): void {
    this.#lag.reset()
    for (const [key, quantile] of Object.entries(QUANTILES)) {
      const ms = lagMs[key as keyof typeof QUANTILES] // the keys of that very object
      if (ms !== null) this.#lag.set({ quantile }, ms / 1_000)
    }
    this.#running.set(running)
    this.#unsaved.set(unsaved)
    this.#lost.reset()
    this.#lost.inc(lost)
  }
}
