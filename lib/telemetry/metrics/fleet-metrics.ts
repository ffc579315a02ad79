import 'server-only'
import { Counter, Gauge, type Registry as Metrics } from 'prom-client'
import type { Pool } from '@/lib/connections/pool'
import { CONNECTION_KINDS, VERDICTS, type Verdict } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import type { Registry } from '@/lib/registry/registry'
import { setTotal } from './total'

/** Servers up to which each has series of its own; beyond, none has. */
export const SERVER_SERIES = 1_000

export interface FleetParts {
  registry: Pick<Registry, 'counts' | 'all'>
  pool: Pick<Pool, 'stats'>
  verdictOf: (server: string) => Verdict
}

/** The registry and its connections as they are at the scrape. */
export class FleetMetrics {
  readonly #servers: Gauge<'enabled'>
  readonly #bySource: Gauge<'source'>
  readonly #byVerdict: Gauge<'verdict'>
  readonly #byConnection: Gauge<'state'>
  readonly #up: Gauge<'server'>
  readonly #verdict: Gauge<'server' | 'verdict'>
  readonly #areShown: Gauge
  readonly #tools: Gauge
  readonly #children: Gauge
  readonly #open: Gauge
  readonly #waiting: Gauge
  readonly #retries: Counter
  readonly #breakers: Gauge<'state'>
  /** Those that are not closed. */
  readonly #openBreakers = new Map<string, 'open' | 'half-open'>()

  constructor(
    registry: Metrics,
    private readonly parts: FleetParts,
    private readonly limit = SERVER_SERIES,
  ) {
    const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
      new Gauge<L>({ name: `portolan_${name}`, help, labelNames, registers: [registry] })
    this.#servers = gauge('servers', 'Servers of the registry, by whether they are enabled', ['enabled'])
    this.#bySource = gauge('servers_by_source', 'Servers by the source whose word counts', ['source'])
    this.#byVerdict = gauge('servers_by_verdict', 'Servers by what is thought of them', ['verdict'])
    this.#byConnection = gauge('servers_by_connection', 'Servers by the state of their connection', ['state'])
    this.#up = gauge(
      'server_up',
      '1 for an enabled server that is healthy or degraded, 0 for one that is not; absent while nothing is known',
      ['server'],
    )
    this.#verdict = gauge('server_verdict', '1 for the verdict that an enabled server has now', [
      'server',
      'verdict',
    ])
    this.#areShown = gauge('server_series', '1 while there are series for each server, 0 beyond their limit')
    gauge('server_series_limit', 'Servers up to which each has series of its own').set(limit)
    this.#tools = gauge('tools', 'Tools of all open connections')
    this.#children = gauge('connection_children', 'Processes of stdio servers that run now')
    this.#open = gauge('connections_open', 'Connections that are ready')
    this.#waiting = gauge('connections_waiting', 'Connections that wait for their next attempt')
    this.#breakers = gauge('breakers', 'Circuit breakers that refuse calls, or let one try', ['state'])
    this.#retries = new Counter({
      ...{ name: 'portolan_connection_retries_total', registers: [registry] },
      help: 'Attempts to connect after one that failed',
    })
  }

  hear(event: AppEvent): void {
    if (event.kind === 'server-removed') this.#openBreakers.delete(event.name)
    if (event.kind !== 'breaker-changed') return
    const { kind } = event.breaker
    if (kind === 'closed') this.#openBreakers.delete(event.name)
    else this.#openBreakers.set(event.name, kind)
  }

  refresh(): void {
    const counts = this.parts.registry.counts()
    this.#servers.set({ enabled: 'true' }, counts.enabled)
    this.#servers.set({ enabled: 'false' }, counts.total - counts.enabled)
    this.#bySource.reset()
    for (const [source, count] of Object.entries(counts.bySource)) this.#bySource.set({ source }, count)
    // A state that nobody has is 0, not absent: a rule can then compare it.
    for (const verdict of VERDICTS) this.#byVerdict.set({ verdict }, counts.byVerdict[verdict] ?? 0)
    for (const state of CONNECTION_KINDS) this.#byConnection.set({ state }, counts.byState[state] ?? 0)
    this.#refreshServers(counts.total)
    this.#refreshPool()
  }

  #refreshServers(total: number): void {
    this.#up.reset()
    this.#verdict.reset()
    const areShown = total <= this.limit
    this.#areShown.set(areShown ? 1 : 0)
    if (!areShown) return
    for (const { spec } of this.parts.registry.all()) {
      if (!spec.enabled) continue
      const verdict = this.parts.verdictOf(spec.name)
      this.#verdict.set({ server: spec.name, verdict }, 1)
      if (verdict === 'unknown') continue
      this.#up.set({ server: spec.name }, verdict === 'healthy' || verdict === 'degraded' ? 1 : 0)
    }
  }

  #refreshPool(): void {
    const { open, waiting, tools, retries, children } = this.parts.pool.stats()
    this.#open.set(open)
    this.#waiting.set(waiting)
    this.#tools.set(tools)
    this.#children.set(children)
    setTotal(this.#retries, retries)
    const breakers = [...this.#openBreakers.values()]
    for (const state of ['open', 'half-open'] as const)
      this.#breakers.set({ state }, breakers.filter((one) => one === state).length)
  }
}
