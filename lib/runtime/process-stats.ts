import 'server-only'
import type { z } from 'zod'
import type { Pool } from '@/lib/connections/pool'
import type { Discovery } from '@/lib/discovery/discovery'
import type { statsSchema } from '@/lib/domain/api/stats'
import type { SourceView } from '@/lib/domain/discovery'
import type { Feed } from '@/lib/events/feed'
import type { Webhooks } from '@/lib/events/webhooks/webhooks'
import type { Health } from '@/lib/health/health'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Clock } from '@/lib/kit/clock'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { EventLoopMeter } from './event-loop-meter'
import type { CallMeter } from './stats'

type Answer = z.input<typeof statsSchema>

export interface StatsParts {
  registry: Pick<Registry, 'counts' | 'all'>
  pool: Pick<Pool, 'stats' | 'breakerOf'>
  discovery: Pick<Discovery, 'sources'>
  health: Pick<Health, 'stats'>
  webhooks: Pick<Webhooks, 'backlog'>
  jobs: Pick<Jobs, 'counts'>
  feed: Pick<Feed, 'readers' | 'lastId' | 'unstored' | 'lost'>
  database: Pick<Database, 'kind' | 'ping'>
  calls: CallMeter
  eventLoop: Pick<EventLoopMeter, 'read'>
  clock: Clock
  version: string
}

/** What only the database can tell is asked for no more often: pages ask with every event. */
const FRESH_MS = 2_000
const PATIENCE_MS = 2_000

type Stored = Pick<Answer, 'discovery' | 'webhooks' | 'jobs'> & { databaseMs: number | null }

/** What `GET /api/stats` answers. */
export class Stats {
  readonly #startedAt: number
  #stored: { at: number; answer: Promise<Stored> } | undefined

  constructor(private readonly parts: StatsParts) {
    this.#startedAt = parts.clock.now()
  }

  async read(): Promise<Answer> {
    const { registry, pool, feed, database, calls, health, eventLoop, clock, version } = this.parts
    const { children, open, waiting, tools, retries } = pool.stats()
    const { swept, running, unsaved, lagMs } = health.stats()
    const { databaseMs, ...stored } = await this.#storedNow()
    return {
      registry: registry.counts(),
      connections: { open, waiting, tools, retries },
      calls: calls.lastHour(),
      client: {
        ...{ open, waiting, retries, children, tools },
        breakers: this.#breakers(),
        calls: calls.sinceStart(),
      },
      ...stored,
      health: { checks: swept, running, unsaved },
      events: { lastId: feed.lastId, unstored: feed.unstored, lost: feed.lost, readers: feed.readers },
      performance: { sweepLagMs: lagMs, eventLoopMs: eventLoop.read(), databaseMs },
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

  #breakers(): { open: number; halfOpen: number } {
    const breakers = { open: 0, halfOpen: 0 }
    for (const { spec } of this.parts.registry.all()) {
      const { kind } = this.parts.pool.breakerOf(spec.name)
      if (kind === 'open') breakers.open += 1
      else if (kind === 'half-open') breakers.halfOpen += 1
    }
    return breakers
  }

  #storedNow(): Promise<Stored> {
    const now = this.parts.clock.now()
    if (!this.#stored || now - this.#stored.at >= FRESH_MS || now < this.#stored.at)
      this.#stored = { at: now, answer: this.#readStored() }
    return this.#stored.answer
  }

  /** A database that does not answer costs these parts of the answer, not all of it. */
  async #readStored(): Promise<Stored> {
    const { discovery, webhooks, jobs, database } = this.parts
    const begun = performance.now()
    const ping = database.ping().then(() => Math.round((performance.now() - begun) * 100) / 100)
    const [databaseMs, sources, backlog, queues] = await Promise.all([
      orNull(ping),
      orNull(discovery.sources()),
      orNull(webhooks.backlog()),
      orNull(jobs.counts()),
    ])
    return {
      databaseMs,
      discovery: sources && discoveryOf(sources),
      webhooks: backlog && { waiting: backlog.waiting, dead: backlog.dead },
      jobs: queues,
    }
  }
}

function discoveryOf(sources: readonly SourceView[]): Answer['discovery'] {
  return {
    running: sources.filter(({ state }) => state === 'running').length,
    failing: sources.filter(({ state }) => state === 'failing').length,
    sources: sources.map(({ id, title, state, counts, lastRun, nextRunAt }) => ({
      ...{ id, title, state, nextRunAt },
      servers: counts.servers,
      held: counts.held,
      lastRun: lastRun && {
        at: lastRun.finishedAt ?? lastRun.requestedAt,
        outcome: lastRun.state,
        durationMs: lastRun.durationMs,
        found: lastRun.counts.found,
        errors: lastRun.counts.errors,
        error: lastRun.error?.message ?? null,
      },
    })),
  }
}

/** Null for what failed, or took too long. */
async function orNull<T>(task: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)))
  try {
    return await Promise.race([task, late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
