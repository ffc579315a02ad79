import 'server-only'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { Logger } from '@/lib/kit/logger'
import { type RunResult, type SnapshotSink, sourceRanEvent, type Trigger } from './run'
import { Schedule } from './schedule'
import type { Source } from './source'

export interface DiscoveryOptions {
  sources: readonly Source[]
  registry: SnapshotSink
  bus: EventBus
  clock: Clock
  logger: Logger
  random?: () => number
  /** How long a source may take to answer, in ms. */
  limitMs?: number
}

/** Runs every source: once at start, whenever its watch tells of a change, at its interval, and when asked. */
export class Discovery {
  readonly #schedules: Map<string, Schedule>
  readonly #ran: Emitter<RunResult>
  readonly #stopping = new AbortController()
  #started: Promise<void> | undefined

  constructor(private readonly options: DiscoveryOptions) {
    const { sources, logger, random = Math.random, limitMs = 30_000 } = options
    this.#ran = new Emitter((error) => logger.error({ err: error }, 'A listener of discovery failed'))
    this.#schedules = new Map(
      sources
        .filter((source) => 'discover' in source)
        .map((source) => [
          source.id,
          new Schedule(source, {
            ...options,
            random,
            limitMs,
            signal: this.#stopping.signal,
            onRan: (result) => this.#report(result),
          }),
        ]),
    )
  }

  /** Settles when every source has run once, well or not; whoever need not wait for that may go on. */
  start(): Promise<void> {
    this.#started ??= Promise.all([...this.#schedules.values()].map((schedule) => schedule.start())).then(
      () => undefined,
    )
    return this.#started
  }

  /** Ends watches, aborts what runs, and waits for both. */
  async stop(): Promise<void> {
    this.#stopping.abort(new AppError('shutting-down', 'Discovery has stopped'))
    await Promise.all([...this.#schedules.values()].map((schedule) => schedule.stopped()))
  }

  /**
   * Runs a source now, after the run that goes on, if one does; callers who wait for the same run share it.
   * A run that fails is a result. Throws `not-found` for an unknown source, `bad-input` for one that nothing reads.
   */
  run(sourceId: string, trigger: Trigger = 'request'): Promise<RunResult> {
    const schedule = this.#schedules.get(sourceId)
    if (schedule) return schedule.run(trigger)
    const source = this.options.sources.find(({ id }) => id === sourceId)
    return Promise.reject(
      source
        ? new AppError(
            'bad-input',
            `The source “${source.title}” is not read from anywhere, so it can't be run`,
          )
        : new AppError('not-found', `There is no source ${sourceId}`),
    )
  }

  /** Hears of every run. Returns the function that unsubscribes. */
  onRan(listener: Listener<RunResult>): () => void {
    return this.#ran.subscribe(listener)
  }

  #report(result: RunResult): void {
    const { logger, bus } = this.options
    const { source, trigger, durationMs, servers, changes, error } = result
    const fields = { source, trigger, durationMs, found: servers.length }
    if (error) logger.warn({ ...fields, code: error.code, reason: error.message }, 'A source failed')
    else
      logger.info({ ...fields, added: changes.added.length, removed: changes.removed.length }, 'A source ran')
    this.#ran.emit(result)
    bus.publish(sourceRanEvent(result))
  }
}
