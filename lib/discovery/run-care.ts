import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { StoredRun } from '@/lib/store/run-rows'
import type { NewsOfRun } from '@/lib/store/runs'
import type { RunRows } from './run-queue'
import type { Runner } from './runner'

export interface CareTimings {
  /** How often a replica says that it lives while it does a run, in ms. */
  beatMs: number
  /** After so long without a word it is taken for dead, and its run for another to do. */
  silentMs: number
  /** How often runs are looked over for such. */
  sweepMs: number
}

export const CARE_TIMINGS: CareTimings = { beatMs: 3_000, silentMs: 15_000, sweepMs: 5_000 }

interface CareParts {
  runs: RunRows
  runner: Runner
  clock: Clock
  logger: Logger
  timings: CareTimings
  /** Aborts when we stop. */
  signal: AbortSignal
  newsOf: NewsOfRun
  /** Hears of each run that was ended for a replica that is gone. */
  onLapsed: (run: StoredRun) => void
  /** What else is looked at now and then. */
  onSweep: () => Promise<void>
}

const INTERRUPTED = {
  code: 'interrupted',
  message: 'The process that did this run has stopped in the middle of it',
}

/** Says that this process lives while it does runs, and takes over from those that no longer do. */
export class RunCare {
  #loops: Promise<unknown> | undefined

  constructor(private readonly parts: CareParts) {}

  start(): void {
    const { timings } = this.parts
    this.#loops ??= Promise.all([
      this.#repeat(timings.beatMs, () => this.beat()),
      this.#repeat(timings.sweepMs, () => this.sweep()),
    ])
  }

  async stopped(): Promise<void> {
    await this.#loops
  }

  /** Hears on this way, too, which runs are to be cancelled, should word of it have been lost. */
  async beat(): Promise<void> {
    const { runs, runner } = this.parts
    const ids = runner.ids
    if (ids.length === 0) return
    const alive = new Map((await runs.beat(ids)).map(({ id, cancelAsked }) => [id, cancelAsked]))
    for (const id of ids) {
      if (!alive.has(id)) runner.lost(id)
      else if (alive.get(id)) runner.cancelHere(id)
    }
  }

  async sweep(): Promise<void> {
    const { runs, runner, timings, onLapsed, onSweep } = this.parts
    await onSweep()
    for (const run of await this.endLapsed(timings.silentMs)) onLapsed(run)
    for (const run of await runs.waiting(timings.silentMs)) await runner.carry(run)
  }

  /** Ends the runs of processes that have been silent for so long; 0 is for who knows that there is none beside it. */
  endLapsed(silentMs: number): Promise<StoredRun[]> {
    const { runs, clock, newsOf } = this.parts
    const at = new Date(clock.now()).toISOString()
    return runs.endLapsed({ silentMs, at, error: INTERRUPTED }, newsOf)
  }

  async #repeat(everyMs: number, task: () => Promise<void>): Promise<void> {
    const { clock, signal, logger } = this.parts
    for (;;) {
      await pause(clock, everyMs, signal)
      if (signal.aborted) return
      try {
        await task()
      } catch (error) {
        logger.debug({ reason: messageOf(error) }, 'Runs could not be looked over')
      }
    }
  }
}
