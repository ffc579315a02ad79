import 'server-only'
import type { z } from 'zod'
import type { Fleet, getServerHealth, ServerHealth } from '@/lib/domain/api/health'
import type { HealthNow, Uptime } from '@/lib/domain/health'
import type { Incident } from '@/lib/domain/incident'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { HistoryStore } from '@/lib/store/health-history'
import type { FleetServer } from './fleet'
import { type FleetQuery, FleetReader } from './fleet-reader'
import { readPasts } from './past'
import { readSeries } from './series'
import { bucketsOf } from './span'
import { NOT_WATCHED, readUptimes } from './uptime'

/** Milliseconds since the epoch. */
export interface TimeSpan {
  from: number
  to: number
}

export interface HealthHistoryOptions {
  store: HistoryStore
  clock: Clock
  logger: Logger
  /** What is thought of a server now; throws `not-found`. */
  now: (name: string) => HealthNow
  /** Those that there are, with their tags. */
  servers: () => readonly FleetServer[]
  /** Incidents of a server that touch the span, newest first. */
  incidents: (name: string, span: TimeSpan) => Promise<Incident[]>
  /** Spans of maintenance of a server within the span. */
  maintenance: (name: string, span: TimeSpan) => ServerHealth['maintenance']
}

export type SeriesQuery = z.output<typeof getServerHealth.query>

/** Reads how servers were: one of them in full, many as uptimes, all of them as one letter for each while. */
export class HealthHistory {
  readonly #fleet: FleetReader

  constructor(private readonly options: HealthHistoryOptions) {
    this.#fleet = new FleetReader(options)
  }

  /** Throws `not-found` for a name that no server has, `bad-input` for a span that is none. */
  async series(name: string, query: SeriesQuery): Promise<ServerHealth> {
    const { store, clock } = this.options
    const health = this.options.now(name)
    const now = clock.now()
    const buckets = bucketsOf(query, query.buckets, now)
    const span = { from: buckets.from, to: Math.min(buckets.to, now) }
    const pasts = await readPasts(store, [name], now)
    const past = pasts.get(name)
    if (!past) throw new Error('The past of a server came back without it')
    const [series, uptimes, incidents] = await Promise.all([
      readSeries(store, past, buckets, now),
      readUptimes(store, pasts, now),
      this.options.incidents(name, span),
    ])
    const maintenance = this.options.maintenance(name, span)
    return { now: health, ...series, ...(uptimes.get(name) ?? NOT_WATCHED), incidents, maintenance }
  }

  /** Of each of the names, also of those that are not known. */
  async uptime(names: readonly string[]): Promise<Map<string, Uptime>> {
    const { store, clock } = this.options
    const now = clock.now()
    const read = await readUptimes(store, await readPasts(store, names, now), now)
    return new Map([...read].map(([server, { uptime }]) => [server, uptime]))
  }

  /** Throws `bad-input` for a span that is none. With a limit, answers with what is read by then. */
  fleet(query: FleetQuery, { withinMs }: { withinMs?: number } = {}): Promise<Fleet> {
    return this.#fleet.read(query, withinMs)
  }

  /** Days have just been rolled up. */
  forgetOldAnswers(): void {
    this.#fleet.forget()
  }

  /** Begins to keep the last day in memory; does not wait for it. */
  start(): void {
    this.#fleet.start()
  }

  stop(): Promise<void> {
    return this.#fleet.stop()
  }
}
