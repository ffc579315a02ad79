import 'server-only'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { Check, HealthLimits, HealthNow, HealthRules } from '@/lib/domain/health'
import { AppError } from '@/lib/kit/app-error'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { CheckRecord } from './check-record'
import { DEFAULT_LIMITS } from './limits'

export interface HealthStats {
  /** Checks since the start. */
  swept: number
  /** Of all servers known. */
  perVerdict: Record<Verdict, number>
  /** From when a check was due to when it began, over the newest of them; null before the first. */
  lagMs: { p50: number | null; p99: number | null; max: number | null }
  /** How long checks took, over the same. */
  running: number
  shards: { total: number; held: number }
  /** Checks that are done and not stored yet, and those that were given up. */
  unsaved: number
  lost: number
  /** Why the newest write failed; null when it did not. */
  storeError: string | null
}

/** Watches over all servers: checks them when they are due, draws conclusions, keeps and tells them. */
export class Health {
  readonly defaults: HealthLimits = DEFAULT_LIMITS
  readonly #checked = new Emitter<readonly CheckRecord[]>(() => undefined)

  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }

  /** From memory. Before its first check a server is `unknown`. */
  verdictOf(name: string): { verdict: Verdict; reason: Failure } {
    return { verdict: 'unknown', reason: { code: 'not-checked', message: `${name} was not checked yet` } }
  }

  /** Throws `not-found`. */
  now(name: string): HealthNow {
    throw new AppError('not-found', `There is no server named ${name}`)
  }

  /** Checks it at once. Throws `not-found`, `forbidden` for a server that is disabled, `not-configured`. */
  check(name: string, _signal: AbortSignal): Promise<{ check: Check; now: HealthNow }> {
    throw new AppError('not-found', `There is no server named ${name}`)
  }

  /** Has them checked soon; how many of them there are to check. */
  checkSoon(names: readonly string[]): number {
    return names.length
  }

  rules(): HealthRules {
    return { all: {}, tags: [] }
  }

  async setRules(_rules: HealthRules): Promise<void> {
    // Follows.
  }

  /** Hears of every check that this process did, for metrics. Returns the function that unsubscribes. */
  onChecked(listener: Listener<readonly CheckRecord[]>): () => void {
    return this.#checked.subscribe(listener)
  }

  stats(): HealthStats {
    const none = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0 }
    return {
      ...{ swept: 0, perVerdict: none, lagMs: { p50: null, p99: null, max: null }, running: 0 },
      ...{ shards: { total: 0, held: 0 }, unsaved: 0, lost: 0, storeError: null },
    }
  }
}
