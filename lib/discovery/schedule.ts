import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import { type BackoffPolicy, backoffDelayMs } from '@/lib/kit/backoff'
import type { Logger } from '@/lib/kit/logger'
import { type RunParts, type RunResult, runSource, type Trigger } from './run'
import type { Source } from './source'
import { Turns } from './turns'

const RETRY: BackoffPolicy = { firstDelayMs: 1_000, maxDelayMs: 60_000 }

export interface ScheduleParts extends RunParts {
  logger: Logger
  random: () => number
  signal: AbortSignal
  onRan: (result: RunResult) => void
}

/** When one source runs: once at start, on a change it watches, at its interval, sooner again after a failure. */
export class Schedule {
  readonly #turns = new Turns<RunResult>()
  #watching: Promise<void> | undefined
  #failures = 0
  #cancelNext: () => void = () => undefined

  constructor(
    private readonly source: Source,
    private readonly parts: ScheduleParts,
  ) {}

  /** Settles when the source has run once. */
  async start(): Promise<void> {
    this.#watching ??= this.#keepWatching()
    await this.run('start')
  }

  run(trigger: Trigger): Promise<RunResult> {
    return this.#turns.take(() => this.#runNow(trigger))
  }

  async stopped(): Promise<void> {
    this.#cancelNext()
    await this.#watching
    await this.#turns.idle()
  }

  async #runNow(trigger: Trigger): Promise<RunResult> {
    this.#cancelNext()
    const result = await runSource(this.source, { ...this.parts, trigger })
    if (this.parts.signal.aborted) return result
    this.#failures = result.error ? this.#failures + 1 : 0
    this.parts.onRan(result)
    this.#planNext()
    return result
  }

  #planNext(): void {
    const delayMs = nextRunInMs(this.source, this.#failures, this.parts.random)
    if (delayMs !== undefined) this.#cancelNext = this.parts.clock.after(delayMs, () => this.#runAgain())
  }

  #runAgain(): void {
    if (this.parts.signal.aborted) return
    void this.run('watch').catch((error: unknown) =>
      this.parts.logger.error({ err: error, source: this.source.id }, 'A run broke'),
    )
  }

  /** A watch that breaks is begun again, and what it missed meanwhile is read. */
  async #keepWatching(): Promise<void> {
    const { signal, logger, random } = this.parts
    if (!this.source.watch) return
    for (let attempt = 1; ; attempt++) {
      const reason = await this.#watchOnce()
      if (signal.aborted) return
      logger.warn({ source: this.source.id, reason }, 'The watch of a source ended')
      await this.#pause(backoffDelayMs(RETRY, attempt, random))
      this.#runAgain()
    }
  }

  async #watchOnce(): Promise<string> {
    try {
      await this.source.watch?.(() => this.#runAgain(), this.parts.signal)
      return 'It ended by itself'
    } catch (error) {
      return messageOf(error)
    }
  }

  async #pause(delayMs: number): Promise<void> {
    const { clock, signal } = this.parts
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = () => resolve(undefined)
    const cancel = clock.after(delayMs, wake)
    signal.addEventListener('abort', wake, { once: true })
    await promise
    cancel()
    signal.removeEventListener('abort', wake)
  }
}

/** In how many ms a source runs again by itself; undefined when only its watch or a person starts it. */
export function nextRunInMs(
  source: Pick<Source, 'everyMs'>,
  failures: number,
  random: () => number,
): number | undefined {
  return failures > 0 ? backoffDelayMs(RETRY, failures, random) : source.everyMs
}
