import 'server-only'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { AppEvent } from '@/lib/domain/event'
import { SeriesLimit } from './series-limit'
import { setTotal } from './total'

/** Pairs of server and tool with a histogram of their own: 17 lines each. */
export const CALL_SERIES = 250
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Calls of tools: how long, how many, how they ended. */
export class CallMetrics {
  readonly #series: SeriesLimit
  readonly #durations: Histogram<'server' | 'tool'>
  readonly #calls: Counter<'caller' | 'outcome'>
  readonly #limit: Gauge
  readonly #together: Counter

  constructor(registry: Registry, limit = CALL_SERIES) {
    const registers = [registry]
    this.#series = new SeriesLimit(limit)
    this.#durations = new Histogram({
      ...{ name: 'portolan_tool_call_duration_seconds', registers, buckets: BUCKETS },
      help: 'How long calls of tools took, by server and tool; "other" beyond the limit of series',
      labelNames: ['server', 'tool'],
    })
    this.#calls = new Counter({
      ...{ name: 'portolan_tool_calls_total', registers },
      help: 'Calls of tools, by who called and how they ended',
      labelNames: ['caller', 'outcome'],
    })
    this.#limit = new Gauge({
      ...{ name: 'portolan_tool_call_series_limit', registers },
      help: 'Pairs of server and tool that are told apart at most',
    })
    this.#together = new Counter({
      ...{ name: 'portolan_tool_calls_beyond_series_limit_total', registers },
      help: 'Calls whose duration was counted under "other"',
    })
    this.#limit.set(limit)
  }

  hear(event: AppEvent): void {
    if (event.kind === 'call-finished') this.#finished(event)
    if (event.kind === 'server-removed') this.#forget(event.name)
  }

  refresh(): void {
    setTotal(this.#together, this.#series.refused)
  }

  #finished({ name, tool, caller, outcome, durationMs }: Extract<AppEvent, { kind: 'call-finished' }>): void {
    this.#calls.inc({ caller, outcome })
    const [server = '', shownTool = ''] = this.#series.labels(name, tool)
    this.#durations.observe({ server, tool: shownTool }, durationMs / 1_000)
  }

  #forget(server: string): void {
    for (const [name = '', tool = ''] of this.#series.forget(([one]) => one === server))
      this.#durations.remove({ server: name, tool })
  }
}
