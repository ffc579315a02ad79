import 'server-only'
import type { RunTrigger } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { StoredRun } from '@/lib/store/run-rows'
import { pauseBetweenRunsMs, RETRY, STEADY_WATCH_MS } from './run-plan'
import type { Source } from './source'

/** How long a watch may take to let go of everything, in ms. */
const WATCH_END_MS = 5_000

export interface ScheduleParts {
  clock: Clock
  logger: Logger
  random: () => number
  /** Asks for a run, and settles when it has begun. */
  ask: (trigger: RunTrigger) => Promise<void>
}

/** When one source runs by itself: on a change it watches, at its interval, sooner again after a failure. */
export class Schedule {
  readonly #stopping = new AbortController()
  #watching: Promise<void> | undefined
  #isWatching = false
  #cancelNext: () => void = () => undefined
  /** Set while nobody has looked since there was a reason to. */
  #wanted: RunTrigger | undefined
  #isAsking = false
  #lastDurationMs = 0

  constructor(
    private readonly source: Source,
    private readonly parts: ScheduleParts,
  ) {}

  get isWatching(): boolean {
    return this.#isWatching
  }

  /** Begins to watch. */
  start(): void {
    this.#watching ??= this.#keepWatching()
  }

  /** Many reasons to look become one run. */
  want(trigger: RunTrigger): void {
    if (this.#stopping.signal.aborted) return
    this.#wanted = trigger
    if (!this.#isAsking) void this.#ask()
  }

  /** The source is being read now: whatever was a reason to look before will be seen. */
  looking(): void {
    this.#wanted = undefined
  }

  /** Somebody is at it: what was planned is done, or will be planned anew at the end. */
  begun(): void {
    this.#cancelNext()
  }

  /** A run has ended; `here` tells whether this process did it, which then goes first the next time as well. */
  ended({ nextAt, durationMs, failures }: StoredRun, here: boolean): void {
    this.#lastDurationMs = durationMs ?? 0
    this.#cancelNext()
    if (nextAt === null || this.#stopping.signal.aborted) return
    const { clock, random } = this.parts
    const handicapMs = here ? 0 : 1_000 + 2_000 * random()
    const delayMs = Math.max(0, Date.parse(nextAt) - clock.now()) + handicapMs
    this.#cancelNext = clock.after(delayMs, () => this.want(failures > 0 ? 'retry' : 'interval'))
  }

  /** Ends the watch and waits for it, though not for ever. What was asked for already may still run. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelNext()
    const { clock, logger } = this.parts
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const cancel = clock.after(WATCH_END_MS, () => {
      logger.warn({ source: this.source.id }, 'The watch of a source does not end')
      resolve(undefined)
    })
    await Promise.race([this.#watching, promise])
    cancel()
  }

  async #ask(): Promise<void> {
    const { ask, clock, logger, random } = this.parts
    const { signal } = this.#stopping
    this.#isAsking = true
    for (let attempt = 1; this.#wanted && !signal.aborted; attempt++) {
      const trigger = this.#wanted
      this.#wanted = undefined
      try {
        await ask(trigger)
        attempt = 0
        await pause(clock, pauseBetweenRunsMs(this.#lastDurationMs), signal)
      } catch (error) {
        this.#wanted ??= trigger
        logger.warn({ source: this.source.id, reason: messageOf(error) }, 'A run could not be asked for yet')
        await pause(clock, backoffDelayMs(RETRY, attempt, random), signal)
      }
    }
    this.#isAsking = false
  }

  /** A watch that breaks is begun again, and what it missed meanwhile is read. */
  async #keepWatching(): Promise<void> {
    const { logger, random, clock } = this.parts
    const { signal } = this.#stopping
    if (!this.source.watch) return
    for (let attempt = 1; ; attempt++) {
      const begunAt = clock.now()
      const reason = await this.#watchOnce(signal)
      if (signal.aborted) return
      if (clock.now() - begunAt > STEADY_WATCH_MS) attempt = 1
      logger.warn({ source: this.source.id, reason }, 'The watch of a source ended')
      await pause(clock, backoffDelayMs(RETRY, attempt, random), signal)
      this.want('watch')
    }
  }

  async #watchOnce(signal: AbortSignal): Promise<string> {
    this.#isWatching = true
    try {
      await this.source.watch?.(() => this.want('watch'), signal)
      return 'It ended by itself'
    } catch (error) {
      return messageOf(error)
    } finally {
      this.#isWatching = false
    }
  }
}
