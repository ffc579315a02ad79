import 'server-only'
import { randomUUID } from 'node:crypto'
import type { NewServers, RunDetail, RunTrigger } from '@/lib/domain/discovery'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { StoredRun } from '@/lib/store/run-rows'
import type { NewsOfRun, RunNotice, RunOutcome } from '@/lib/store/runs'
import { Bell } from './bell'
import { patiently } from './patiently'
import type { RunResult, SnapshotSink } from './run'
import { queueOf, type RunJobs, type RunRows } from './run-queue'
import { type Attempt, failureOf, resultOf, runSource } from './run-source'
import { hasEnded } from './run-state'
import type { Source } from './source'

/** A source as it is set up now, ready to be asked. */
export interface Runnable {
  source: Source
  newServers: NewServers
}

export interface RunnerParts {
  runs: RunRows
  jobs: RunJobs
  registry: SnapshotSink
  clock: Clock
  logger: Logger
  random: () => number
  /** Names this process among all that share the database. */
  replica: string
  /** How long a source may take to answer, in ms, unless it brings its own limit. */
  limitMs: number
  /** Aborts when we stop. */
  signal: AbortSignal
  /** Undefined where the source is off. */
  find: (source: string) => Runnable | undefined
  /** When the source runs again by itself after a run that came out so. */
  plan: (source: string, state: Attempt['state']) => { failures: number; nextAt: string | null }
  newsOf: NewsOfRun
  /** Hears of each step of each run that this process takes. */
  onStep: (run: StoredRun, result?: RunResult) => void
}

interface Running {
  source: string
  controller: AbortController
  done: PromiseWithResolvers<undefined>
}

export interface Ask {
  trigger: RunTrigger
  dryRun?: boolean
  /** Only this process can do it. */
  local?: boolean
}

const LOOK_AGAIN_MS = 2_000

/** Asks for runs, does those that fall to this process, and waits for those that others do. */
export class Runner {
  readonly #bell = new Bell()
  readonly #running = new Map<string, Running>()
  /** Runs that only this process can do and has taken on. */
  readonly #own = new Set<string>()
  /** One at a time of a source, dry runs included. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(private readonly parts: RunnerParts) {}

  /** Takes the runs of a source from its queue, as long as the process lives. */
  serve(source: string): Promise<void> {
    return this.parts.jobs.work(queueOf(source), ({ run }, signal) => this.#take(run, source, signal))
  }

  /** A run that waits already is shared: it has not looked yet. */
  async ask(source: string, { trigger, dryRun = false, local = false }: Ask): Promise<StoredRun> {
    const id = randomUUID()
    const place = local || dryRun ? this.parts.replica : ''
    const { runs, newsOf } = this.parts
    const request = { id, source, place, trigger, dryRun, at: this.#now() }
    const run = await runs.ask(request, (asked) => (asked.id === id ? newsOf(asked) : []))
    if (run.place !== '') this.#begin(run)
    else if (run.id === id) await this.carry(run)
    if (run.id === id) this.parts.onStep(run)
    return run
  }

  /** Sends word of a run to whoever does it. */
  async carry({ id, source }: StoredRun): Promise<void> {
    try {
      await this.parts.jobs.send(queueOf(source), { run: id }, { key: id })
    } catch (error) {
      // It is written down that it waits: whoever looks over the runs sends word again.
      this.parts.logger.warn({ err: error, source }, 'A run waits for the job queue')
    }
  }

  /** Settles when the run has begun, or ended without; also when we stop. */
  async begun(id: string): Promise<void> {
    await this.#until(id, ({ state }) => state !== 'queued', this.parts.signal)
  }

  /** The run when it has ended, or as it is when the signal aborts. Throws `not-found`. */
  async ended(id: string, signal: AbortSignal): Promise<RunDetail> {
    const run = await this.#until(id, hasEnded, AbortSignal.any([signal, this.parts.signal]))
    if (!run) throw new AppError('not-found', `There is no run ${id}`)
    return run
  }

  /** Ends a run: one that waits at once, one that goes on as soon as its replica has heard. */
  async cancel(id: string): Promise<StoredRun | undefined> {
    const { runs, newsOf } = this.parts
    // One that goes on is told of when it has ended.
    const run = await runs.askToCancel(id, this.#now(), (asked) => (hasEnded(asked) ? newsOf(asked) : []))
    if (!run) return undefined
    this.cancelHere(id)
    if (run.state === 'cancelled') this.#tell(run)
    return run
  }

  cancelHere(id: string): void {
    this.#abort(id, new AppError('cancelled', 'The run was cancelled'))
  }

  /** Ends what goes on here of a source whose settings are no longer those. */
  async leave(source: string, reason: string): Promise<void> {
    const running = [...this.#running].filter(([, run]) => run.source === source)
    for (const [id] of running) this.#abort(id, new AppError('cancelled', reason))
    await Promise.all(running.map(([, { done }]) => done.promise))
  }

  /** What another replica tells, or this one. */
  heard(notice: RunNotice & { kind: 'run' }): void {
    if (notice.cancelAsked) this.cancelHere(notice.id)
    this.#bell.ring(notice.id)
    this.#bell.ring(notice.source)
  }

  /** Something may have happened unheard. */
  missed(): void {
    this.#bell.ringAll()
  }

  /** The runs that this process has to answer for. */
  get ids(): string[] {
    return [...new Set([...this.#running.keys(), ...this.#own])]
  }

  /** Another replica took this one for dead and ended its run. */
  lost(id: string): void {
    this.#abort(id, new AppError('cancelled', 'Another replica has ended this run, as if this one were dead'))
  }

  isRunning(id: string): boolean {
    return this.#running.has(id)
  }

  /** Settles when nothing goes on here. */
  async idle(): Promise<void> {
    await Promise.all(this.#turns.values())
  }

  #begin({ id, source }: StoredRun): void {
    if (this.#own.has(id)) return
    this.#own.add(id)
    void this.#take(id, source)
      .catch((error: unknown) => {
        if (!this.parts.signal.aborted) this.parts.logger.error({ err: error, source }, 'A run broke')
      })
      .finally(() => this.#own.delete(id))
  }

  #take(id: string, source: string, job?: AbortSignal): Promise<void> {
    const before = this.#turns.get(source) ?? Promise.resolve()
    const signal = job ? AbortSignal.any([job, this.parts.signal]) : this.parts.signal
    const mine = before.then(() => this.#do(id, source, signal))
    this.#turns.set(source, mine.catch(ignore))
    return mine
  }

  async #do(id: string, source: string, signal: AbortSignal): Promise<void> {
    const run = await this.#claim(id, source, signal)
    if (!run) return
    const controller = new AbortController()
    const stop = () => controller.abort(new AppError('shutting-down', 'Portolan stopped during the run'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    const done = Promise.withResolvers<undefined>()
    this.#running.set(id, { source, controller, done })
    this.#tell(run)
    try {
      await this.#end(run, await this.#attempt(run, controller.signal), signal)
    } finally {
      this.#running.delete(id)
      done.resolve(undefined)
      signal.removeEventListener('abort', stop)
    }
  }

  /** Waits for the run before it. Undefined when it is no longer to be done. */
  async #claim(id: string, source: string, signal: AbortSignal): Promise<StoredRun | undefined> {
    const { runs, replica, clock, newsOf } = this.parts
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const news = this.#bell.next(source)
      const claim = () => runs.claim(id, { replica, at: this.#now() }, newsOf)
      const claimed = await patiently(this.parts, signal, claim)
      if (claimed !== 'busy') return claimed
      await pause(clock, Math.min(LOOK_AGAIN_MS, 50 * attempt), signal, news)
    }
  }

  #attempt(run: StoredRun, signal: AbortSignal): Promise<Attempt> {
    const { find, registry, limitMs } = this.parts
    const runnable = find(run.source)
    const { source, newServers } = runnable ?? OFF
    return runSource(source ?? { id: run.source, title: run.source }, {
      registry,
      newServers,
      dryRun: run.dryRun,
      dueOnly: run.trigger === 'interval',
      limitMs: source?.limitMs ?? limitMs,
      signal: runnable ? signal : AbortSignal.abort(new AppError('cancelled', 'The source is switched off')),
    })
  }

  async #end(run: StoredRun, attempt: Attempt, signal: AbortSignal): Promise<void> {
    const { runs, plan } = this.parts
    if (signal.aborted && attempt.state === 'cancelled' && attempt.error?.code === 'shutting-down') {
      if (await runs.requeue(run.id)) throw new AppError('shutting-down', attempt.error.message)
    }
    const { state, counts, problems, diff, error } = attempt
    const at = this.#now()
    const planned = run.dryRun ? { failures: 0, nextAt: null } : plan(run.source, state)
    const ended = await this.#finish(run.id, { state, counts, problems, diff, error, at, ...planned })
    if (!ended) {
      this.parts.logger.warn({ source: run.source, run: run.id }, 'A run had ended for the others already')
      return
    }
    this.#tell(ended, resultOf(run, attempt, Date.parse(at)))
  }

  /** What can't be written down as it is, is written down as that. */
  async #finish(id: string, outcome: RunOutcome): Promise<StoredRun | undefined> {
    const { runs, signal, logger, newsOf } = this.parts
    // The same at each try: a try whose answer was lost may have stored them.
    let news: ReturnType<NewsOfRun> | undefined
    const newsOnce = (run: StoredRun) => (news ??= newsOf(run))
    try {
      return await patiently(this.parts, signal, () => runs.finish(id, outcome, newsOnce))
    } catch (error) {
      if (signal.aborted) throw error
      logger.error({ err: error, run: id }, 'What a run came to could not be stored')
      const nothing = { problems: [], diff: { added: [], changed: [], removed: [], shadowed: [] } }
      const failed = { ...outcome, ...nothing, state: 'failed' as const, error: failureOf(error) }
      return runs.finish(id, failed, newsOf)
    }
  }

  async #until(
    id: string,
    isSo: (run: StoredRun) => boolean,
    signal: AbortSignal,
  ): Promise<(StoredRun & RunDetail) | undefined> {
    for (;;) {
      const news = this.#bell.next(id)
      const run = await this.parts.runs.get(id)
      if (!run || isSo(run) || signal.aborted) return run
      await pause(this.parts.clock, LOOK_AGAIN_MS, signal, news)
    }
  }

  #abort(id: string, reason: AppError): void {
    this.#running.get(id)?.controller.abort(reason)
  }

  #tell(run: StoredRun, result?: RunResult): void {
    this.parts.onStep(run, result)
    this.#bell.ring(run.id)
    this.#bell.ring(run.source)
  }

  #now(): string {
    return new Date(this.parts.clock.now()).toISOString()
  }
}

const OFF = { source: undefined, newServers: 'enabled' } as const

function ignore(): void {
  // Whoever asked has heard of it.
}
