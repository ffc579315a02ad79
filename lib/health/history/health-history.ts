import 'server-only'
import type { z } from 'zod'
import type { Fleet, getFleetHealth, getServerHealth, ServerHealth } from '@/lib/domain/api/health'
import type { HealthNow, Uptime } from '@/lib/domain/health'
import type { Verdict } from '@/lib/domain/connection'
import type { Incident } from '@/lib/domain/incident'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { HistoryStore } from '@/lib/store/health-history'
import { readPasts } from './past'
import { readSeries } from './series'
import { bucketsOf } from './span'
import { NO_UPTIME, readUptimes } from './uptime'

/** Milliseconds since the epoch. */
export interface TimeSpan {
  from: number
  to: number
}

export interface HealthHistoryOptions {
  store: HistoryStore
  clock: Clock
  logger: Logger
  /** Where a server's checks are stored until they are compacted; null when that can't be told. */
  shardOf: (name: string) => number | null
  /** What is thought of a server now; throws `not-found`. */
  now: (name: string) => HealthNow
  /** Those that there are, with their tags. */
  servers: () => Iterable<{ name: string; tags: readonly string[]; verdict: Verdict }>
  /** Incidents of a server that touch the span, newest first. */
  incidents: (name: string, span: TimeSpan) => Promise<Incident[]>
  /** Spans of maintenance of a server within the span. */
  maintenance: (name: string, span: TimeSpan) => Promise<ServerHealth['maintenance']>
}

export type SeriesQuery = z.output<typeof getServerHealth.query>
export type FleetQuery = z.output<typeof getFleetHealth.query>

/** Reads how servers were: one of them in full, many as uptimes, all of them as one letter for each while. */
export class HealthHistory {
  constructor(private readonly options: HealthHistoryOptions) {}

  /** Throws `not-found` for a name that no server has, `bad-input` for a span that is none. */
  async series(name: string, query: SeriesQuery): Promise<ServerHealth> {
    const { store, clock } = this.options
    const health = this.options.now(name)
    const now = clock.now()
    const buckets = bucketsOf(query, query.buckets, now)
    const span = { from: buckets.from, to: Math.min(buckets.to, now) }
    const pasts = await readPasts(store, [name], [this.options.shardOf(name)])
    const past = pasts.get(name)
    if (!past) throw new Error('The past of a server came back without it')
    const [series, uptimes, incidents, maintenance] = await Promise.all([
      readSeries(store, past, buckets, now),
      readUptimes(store, pasts, now),
      this.options.incidents(name, span),
      this.options.maintenance(name, span),
    ])
    return { now: health, ...series, uptime: uptimes.get(name) ?? NO_UPTIME, incidents, maintenance }
  }

  /** Of each of the names, also of those that are not known. */
  async uptime(names: readonly string[]): Promise<Map<string, Uptime>> {
    const { store, clock, shardOf } = this.options
    const shards = [...new Set(names.map(shardOf))]
    const pasts = await readPasts(store, names, shards.includes(null) ? [null] : shards)
    return readUptimes(store, pasts, clock.now())
  }

  fleet(_query: FleetQuery): Promise<Fleet> {
    return Promise.reject(new Error('follows'))
  }
}
