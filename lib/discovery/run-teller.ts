import 'server-only'
import type { Run } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import type { Happening } from '@/lib/events/writer'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
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

/** Knows what of runs is worth telling: a watched source runs often, and mostly for nothing. */
export class RunTeller {
  /** By source. */
  readonly #before = new Map<string, Before>()
  /** Runs of which was told that they go on, so that their end is told too. */
  readonly #told = new Set<string>()

  constructor(private readonly parts: TellerParts) {}

  /** Of a run that is asked for, begins, or ends: stored in the transaction of that. */
  readonly newsOf = (run: StoredRun): Happening[] => {
    const isWorthIt = isAskedFor(run) || this.#isNew(run)
    const events = isWorthIt || this.#told.has(run.id) ? [runChanged(run)] : []
    if (isWorthIt && hasEnded(run) && run.state !== 'cancelled') events.push(sourceRan(run))
    const ms = this.parts.clock.now()
    return events.map((event) => happening(event, ms))
  }

  /** Hears of it once it is stored. */
  note(run: StoredRun): void {
    if (run.state === 'running' && !isAskedFor(run) && !this.#told.has(run.id)) this.#tellIfSlow(run)
    if (!hasEnded(run)) return
    this.#told.delete(run.id)
    this.#log(run)
  }

  /** Against what the next one is news. */
  remember({ source, failures, error, counts }: StoredRun): void {
    this.#before.set(source, { failures, error: error?.message, errors: counts.errors })
  }

  #isNew(run: StoredRun): boolean {
    return hasEnded(run) && isNews(run, this.#before.get(run.source) ?? NOTHING_BEFORE)
  }

  #tellIfSlow(run: StoredRun): void {
    const { clock, bus, isRunning } = this.parts
    clock.after(SLOW_MS, () => {
      if (!isRunning(run.id)) return
      this.#told.add(run.id)
      bus.publish(runChanged(run))
    })
  }

  #log(run: StoredRun): void {
    const isWorthIt = isAskedFor(run) || this.#isNew(run)
    const { source, trigger, dryRun, durationMs, counts, state, error } = run
    const fields = { source, trigger, dryRun, durationMs, ...counts }
    const { logger } = this.parts
    if (state === 'failed') {
      const reason = { code: error?.code, reason: error?.message }
      logger[isWorthIt ? 'warn' : 'debug']({ ...fields, ...reason }, 'A source failed')
      return
    }
    const level = isWorthIt || changesAnything(counts) ? 'info' : 'debug'
    logger[level](fields, state === 'cancelled' ? 'A run was cancelled' : 'A source ran')
  }
}

function changesAnything({ added, changed, removed }: Run['counts']): boolean {
  return added + changed + removed > 0
}
