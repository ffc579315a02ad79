import type { Verdict } from '@/lib/domain/connection'
import type { VerdictChange } from '@/lib/domain/health'
import type { AppEvent } from '@/lib/domain/event'
import { Health } from '@/lib/health/health'
import type { HealthOptions } from '@/lib/health/health-options'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Database } from '@/lib/store/database'
import { HealthStateStore } from '@/lib/store/health-states'
import type { PoolHarness } from './pool-harness'
import { until } from './pool-harness'

/** Health over the servers of a pool's harness, and what it said. */
export class HealthHarness {
  readonly health: Health
  readonly changes: VerdictChange[] = []
  readonly #settings = new Map<string, unknown>()

  constructor(
    readonly harness: PoolHarness,
    database: Database,
    options: Partial<HealthOptions> = {},
  ) {
    this.health = new Health({
      servers: {
        get: (name) => harness.servers.find(({ spec }) => spec.name === name),
        all: () => harness.servers,
      },
      pool: harness.pool,
      store: new HealthStateStore(database),
      settings: {
        get: (key) => Promise.resolve(this.#settings.get(key)),
        set: (key, value) => {
          this.#settings.set(key, value)
          return Promise.resolve()
        },
      },
      bus: harness.bus,
      clock: systemClock,
      logger: silentLogger,
      privateAddresses: ['allow'],
      onChanges: (changes) => {
        this.changes.push(...changes)
        return Promise.resolve()
      },
      ...options,
    })
  }

  /** Resolves when the server is taken for that. */
  async until(name: string, verdict: Verdict, limitMs = 15_000): Promise<void> {
    await until(
      () => this.health.verdictOf(name).verdict === verdict,
      limitMs,
      () => `${name} is ${JSON.stringify(this.health.verdictOf(name))}, not ${verdict}`,
    )
  }

  /** The verdicts that were told of a server, in their order. */
  told(name: string): Verdict[] {
    const isOwn = (event: AppEvent) => event.kind === 'verdict-changed' && event.name === name
    return this.harness.events.filter(isOwn).flatMap((event) => ('verdict' in event ? [event.verdict] : []))
  }
}
