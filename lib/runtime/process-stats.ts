import 'server-only'
import type { z } from 'zod'
import type { statsSchema } from '@/lib/domain/api/stats'
import type { Pool } from '@/lib/connections/pool'
import type { Feed } from '@/lib/events/feed'
import type { Clock } from '@/lib/kit/clock'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { CallMeter } from './stats'

export interface StatsParts {
  registry: Pick<Registry, 'counts'>
  pool: Pick<Pool, 'stats'>
  feed: Pick<Feed, 'readers'>
  database: Pick<Database, 'kind'>
  calls: CallMeter
  clock: Clock
  version: string
}

/** What `GET /api/stats` answers. */
export class Stats {
  readonly #startedAt: number

  constructor(private readonly parts: StatsParts) {
    this.#startedAt = parts.clock.now()
  }

  read(): z.input<typeof statsSchema> {
    const { registry, pool, feed, database, calls, clock, version } = this.parts
    const { children, ...connections } = pool.stats()
    return {
      registry: registry.counts(),
      connections,
      calls: calls.lastHour(),
      process: {
        version,
        startedAt: new Date(this.#startedAt).toISOString(),
        uptimeSeconds: (clock.now() - this.#startedAt) / 1_000,
        memoryBytes: process.memoryUsage.rss(),
        children,
        eventReaders: feed.readers,
        database: database.kind,
      },
    }
  }
}
