import 'server-only'
import { Counter, Histogram, type Registry } from 'prom-client'

const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30]

/** Requests to the API, by the operations that it declares. */
export class RequestMetrics {
  readonly #requests: Counter<'operation' | 'status'>
  readonly #durations: Histogram<'operation'>

  constructor(registry: Registry) {
    const registers = [registry]
    this.#requests = new Counter({
      ...{ name: 'portolan_http_requests_total', registers, labelNames: ['operation', 'status'] },
      help: 'Requests to the API, by operation and class of status (2xx, 4xx, 5xx)',
    })
    this.#durations = new Histogram({
      ...{
        name: 'portolan_http_request_duration_seconds',
        registers,
        labelNames: ['operation'],
        buckets: BUCKETS,
      },
      help: 'How long requests took until their answer began, by operation',
    })
  }

  answered(operation: string, status: number, seconds: number): void {
    this.#requests.inc({ operation, status: `${Math.floor(status / 100)}xx` })
    this.#durations.observe({ operation }, seconds)
  }
}
