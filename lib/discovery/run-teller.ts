import 'server-only'
import type { Run } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { StoredRun } from '@/lib/store/run-rows'
import { type Before, isAskedFor, isNews, NOTHING_BEFORE, runChanged, sourceRan } from './run-news'
import { hasEnded } from './run-state'

export interface TellerParts {
  bus: EventBus
  clock: Clock
  logger: Logger
  isRunning: (run: string) => boolean
}

/** A run that nobody asked for is told of when it takes longer, in ms: most are over before a page could show them. */
const SLOW_MS = 1_000

/** Tells of runs what is worth telling: a watched source runs often, and mostly for nothing. */
export class RunTeller {
  /** By source. */
  readonly #before = new Map<string, Before>()
  /** Runs of which was told that they go on, so that their end is told too. */
  readonly #told = new Set<string>()

  constructor(private readonly parts: TellerParts) {}

  /** A run was asked for, has begun, or has ended. */
  tell(run: StoredRun): void {
    const isNew = hasEnded(run) && isNews(run, this.#before.get(run.source) ?? NOTHING_BEFORE)
    if (isNew || isAskedFor(run) || this.#told.has(run.id)) this.parts.bus.publish(runChanged(run))
    else if (run.state === 'running') this.#tellIfSlow(run)
    if (!hasEnded(run)) return
    this.#told.delete(run.id)
    this.#log(run, isNew)
    if (run.state !== 'cancelled' && (isNew || isAskedFor(run))) this.parts.bus.publish(sourceRan(run))
  }

  /** Against what the next one is news. */
  remember({ source, failures, error, counts }: StoredRun): void {
    this.#before.set(source, { failures, error: error?.message, errors: counts.errors })
  }

  #tellIfSlow(run: StoredRun): void {
    const { clock, bus, isRunning } = this.parts
    clock.after(SLOW_MS, () => {
      if (!isRunning(run.id)) return
      this.#told.add(run.id)
      bus.publish(runChanged(run))
    })
  }

  #log(run: StoredRun, isNew: boolean): void {
    const { source, trigger, dryRun, durationMs, counts, state, error } = run
    const fields = { source, trigger, dryRun, durationMs, ...counts }
    const { logger } = this.parts
    if (state === 'failed') {
      const reason = { code: error?.code, reason: error?.message }
      logger[isNew || isAskedFor(run) ? 'warn' : 'debug']({ ...fields, ...reason }, 'A source failed')
      return
    }
    const level = isNew || isAskedFor(run) || changesAnything(counts) ? 'info' : 'debug'
    logger[level](fields, state === 'cancelled' ? 'A run was cancelled' : 'A source ran')
  }
}

function changesAnything({ added, changed, removed }: Run['counts']): boolean {
  return added + changed + removed > 0
}
