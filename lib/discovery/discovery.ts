import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Run, RunDetail, RunTrigger, SourceView } from '@/lib/domain/discovery'
import { AppError } from '@/lib/kit/app-error'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import type { RunsQuery } from '@/lib/store/run-pages'
import type { StoredRun } from '@/lib/store/run-rows'
import type { RunNotice } from '@/lib/store/runs'
import type { LiveSource } from './live-source'
import type { DiscoveryOptions, RunOptions, RunsPage } from './discovery-options'
import { withUrls } from './page-settings'
import { patiently } from './patiently'
import { Replicas } from './replicas'
import { NO_DIFF, type RunResult } from './run'
import { CARE_TIMINGS, RunCare } from './run-care'
import { hasEnded } from './run-state'
import { RunTeller } from './run-teller'
import { Runner } from './runner'
import { Setup } from './setup'
import { SourceNews } from './source-news'
import { type SourceChange, SourceSet } from './source-set'
import { detailOf, runOf } from './view'

/** How long a cancelled run may take to end before it is answered as it is, in ms. */
const CANCEL_MS = 5_000
const NEVER = new AbortController().signal

/**
 * Runs every source: once at start, whenever its watch tells of a change, at its interval, and when asked. Runs are
 * written down and done by whichever replica takes them, one at a time of each source.
 */
export class Discovery {
  /** Names this process among all that share the database. */
  readonly #replica = randomUUID()
  readonly #stopping = new AbortController()
  readonly #ran: Emitter<RunResult>
  readonly #setup: Setup
  readonly #sources: SourceSet
  readonly #runner: Runner
  readonly #care: RunCare
  readonly #replicas: Replicas
  readonly #teller: RunTeller
  readonly #news: SourceNews
  #prepared: Promise<void> | undefined
  #started: Promise<void> | undefined

  constructor(private readonly options: DiscoveryOptions) {
    const { methods, parts, settings, logger, clock, random = Math.random } = options
    const { documents = () => [], problems = [] } = options
    const { signal } = this.#stopping
    this.#ran = new Emitter((error) => logger.error({ err: error }, 'A listener of discovery failed'))
    this.#setup = new Setup({
      ...{ methods, variable: parts.variable, store: settings, documents, problems, logger },
    })
    this.#sources = new SourceSet({
      ...{ methods, clock, logger, random, setup: this.#setup, registry: options.registry, bus: options.bus },
      sourceParts: parts,
      isPageTrusted: options.isPageTrusted ?? false,
      ask: (source, trigger) => this.#askAndBegin(source, trigger),
      leave: (source) => this.#runner.leave(source, 'The settings of the source were changed'),
    })
    this.#teller = new RunTeller({ ...options, isRunning: (run) => this.#runner.isRunning(run) })
    this.#runner = new Runner({
      ...options,
      ...{ random, signal, replica: this.#replica, limitMs: options.limitMs ?? 30_000 },
      find: (source) => this.#sources.find(source)?.runnable,
      plan: (source, state) => this.#sources.get(source).plan(state),
      newsOf: this.#teller.newsOf,
      onStep: (run, result) => this.#hearStep(run, result),
    })
    this.#news = new SourceNews((event) => options.bus.publish(event))
    this.#care = new RunCare({
      ...{ runs: options.runs, runner: this.#runner, clock, logger, signal },
      timings: options.timings ?? CARE_TIMINGS,
      newsOf: this.#teller.newsOf,
      onLapsed: (run) => this.#takeOver(run),
      onSweep: () => {
        this.#news.look(this.#sources.all)
        return this.#sources.settle()
      },
    })
    this.#replicas = new Replicas({
      ...{ database: options.database, channel: options.channel, logger, signal },
      onRun: (notice) => this.#hearRun(notice),
      onSource: (notice) => this.#hearSource(notice),
      onGap: () => this.#catchUp(),
    })
  }

  /** Settles when every source has run once, well or not; whoever need not wait for that may go on. */
  start(): Promise<void> {
    this.#started ??= this.#start()
    return this.#started
  }

  /** Ends watches, aborts what runs, and waits for both. */
  async stop(): Promise<void> {
    this.#stopping.abort(new AppError('shutting-down', 'Discovery has stopped'))
    await this.#replicas.stop()
    await Promise.all([this.#sources.stop(), this.#runner.idle(), this.#care.stopped()])
  }

  /** In order of precedence, highest first. */
  async sources(): Promise<SourceView[]> {
    const runs = await this.options.runs.newest()
    return this.#sources.all.map((live) => this.#sources.view(live, runs))
  }

  /** Pauses or resumes a source, or changes what the page sets about it. Throws `not-found`, `bad-input`. */
  async update(id: string, change: SourceChange): Promise<SourceView> {
    await this.#change(id, change, { thenRun: true })
    return this.#sources.view(this.#sources.get(id), await this.options.runs.newest())
  }

  /**
   * Runs a source now, after the run that goes on, if one does; callers who wait for the same run share it. Settles when
   * it has ended; a run that fails is a result. Throws `not-found` for an unknown source, `bad-input` for one that is off
   * or that nothing reads.
   */
  async run(id: string, options: RunOptions = {}): Promise<RunDetail> {
    const { trigger = 'request', dryRun = false, wait = true, signal = NEVER } = options
    await this.#prepare()
    const live = this.#sources.get(id)
    live.assertRunnable()
    const run = await this.#runner.ask(id, { trigger, dryRun, local: live.method.local === true })
    return wait
      ? detailOf(await this.#runner.ended(run.id, signal))
      : { ...runOf(run), problems: [], diff: NO_DIFF }
  }

  /** Lists URLs among those of the HTTP source, as the page does, and runs it. */
  async runHttp(urls: readonly string[], options: RunOptions = {}): Promise<RunDetail> {
    await this.#prepare()
    const settings = withUrls(this.#sources.get('http').layered?.values, urls)
    if (settings) await this.#change('http', { settings })
    return this.run('http', options)
  }

  /** Ends a run that waits or goes on; one that has ended is answered as it is. Throws `not-found`. */
  async cancel(id: string, run: string): Promise<Run> {
    await this.getRun(id, run)
    const asked = await this.#runner.cancel(run)
    if (asked && hasEnded(asked)) return runOf(asked)
    return runOf(await this.#runner.ended(run, AbortSignal.timeout(CANCEL_MS)))
  }

  /** Newest first; of all sources, or of one. Throws `not-found`. */
  async runs(id: string | undefined, query: Omit<RunsQuery, 'source'>): Promise<RunsPage> {
    if (id !== undefined) this.#sources.get(id)
    const page = await this.options.runs.list({ ...query, source: id })
    return { ...page, items: page.items.map(runOf) }
  }

  /** Throws `not-found`. */
  async getRun(id: string, run: string): Promise<RunDetail> {
    const found = await this.options.runs.get(run)
    if (found?.source !== id)
      throw new AppError('not-found', `${id} has no run ${run}; old ones are forgotten`)
    return detailOf(found)
  }

  /** Hears of every run that this process did to the end. Returns the function that unsubscribes. */
  onRan(listener: Listener<RunResult>): () => void {
    return this.#ran.subscribe(listener)
  }

  async #start(): Promise<void> {
    const { clock, logger, random = Math.random } = this.options
    const { signal } = this.#stopping
    const always = () => true
    // Else nothing would be discovered until the next start.
    const prepared = patiently({ clock, logger, random }, signal, () => this.#prepare(), always)
    await prepared.catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    if (signal.aborted) return
    this.#care.start()
    const on = this.#sources.all.filter(({ condition }) => condition.kind === 'on')
    for (const live of this.#sources.all) live.start()
    await Promise.all(on.filter(({ runnable }) => runnable).map((live) => this.#runFirst(live)))
  }

  async #runFirst(live: LiveSource): Promise<void> {
    try {
      await this.run(live.id, { trigger: 'start' })
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      this.options.logger.warn({ err: error, source: live.id }, 'The first run could not be asked for')
      live.want('start')
    }
  }

  #prepare(): Promise<void> {
    this.#prepared ??= this.#prepareNow().catch((error: unknown) => {
      this.#prepared = undefined
      throw error
    })
    return this.#prepared
  }

  async #prepareNow(): Promise<void> {
    const { parts, methods, runs } = this.options
    await this.#replicas.start()
    await this.#setup.load()
    // What files set about sources counts from the first; what is wrong with them, their own run tells.
    await parts.configFiles.load(this.#stopping.signal).catch(() => undefined)
    if (!this.#replicas.areThere) for (const run of await this.#care.endLapsed(0)) this.#remember(run)
    await this.#sources.arrange()
    for (const run of (await runs.newest()).last) this.#remember(run)
    for (const { id, local } of methods) if (!local && id !== 'manual') await this.#runner.serve(id)
  }

  async #change(id: string, change: SourceChange, { thenRun = false } = {}): Promise<void> {
    await this.#prepare()
    const changed = await this.#sources.change(id, change)
    await this.options.runs.tell({ kind: 'source', source: id, from: this.#replica })
    if (thenRun) for (const live of changed) live.want('settings')
  }

  /** After settings have changed elsewhere: in a file, in another replica. */
  async #rearrange(): Promise<void> {
    for (const live of await this.#sources.arrange()) {
      this.options.bus.publish({ kind: 'source-changed', source: live.id })
      live.want('settings')
    }
  }

  async #askAndBegin(source: string, trigger: RunTrigger): Promise<void> {
    const local = this.#sources.get(source).method.local === true
    const { id } = await this.#runner.ask(source, { trigger, local })
    await this.#runner.begun(id)
  }

  /** What a run that this process does has come to. */
  #hearStep(run: StoredRun, result?: RunResult): void {
    this.#teller.note(run)
    if (run.dryRun) return
    if (run.state === 'running') this.#sources.find(run.source)?.begun()
    if (!hasEnded(run)) return
    this.#news.look(this.#sources.all)
    this.#remember(run)
    this.#sources.find(run.source)?.ended(run, true)
    if (result && run.state !== 'cancelled') this.#ran.emit(result)
    // It may have read new settings.
    if (this.#sources.find(run.source)?.method.local) void this.#rearrange().catch(this.#reportLate)
  }

  /** A run whose replica is gone: written down as failed, and done anew. */
  #takeOver(run: StoredRun): void {
    this.#teller.note(run)
    if (run.dryRun) return
    this.#remember(run)
    this.#sources.find(run.source)?.want('retry')
  }

  #remember(run: StoredRun): void {
    this.#teller.remember(run)
    const live = this.#sources.find(run.source)
    live?.recall(run)
    if (live?.paused) this.options.registry.sourcePaused(run.source)
  }

  readonly #reportLate = (error: unknown): void => {
    if (this.#stopping.signal.aborted) return
    this.options.logger.warn({ err: error }, 'Sources could not be brought up to date')
  }

  async #hearRun(notice: Extract<RunNotice, { kind: 'run' }>): Promise<void> {
    this.#runner.heard(notice)
    if (notice.replica === null || notice.replica === this.#replica || notice.dryRun) return
    if (hasEnded(notice)) await this.#learn(notice.id)
    else this.#sources.find(notice.source)?.begun()
  }

  async #hearSource({ source, from }: Extract<RunNotice, { kind: 'source' }>): Promise<void> {
    if (from === this.#replica) return
    await this.#setup.load(source)
    await this.#rearrange()
  }

  /** How a run elsewhere has ended, and when the next is due. */
  async #learn(id: string): Promise<void> {
    const run = await this.options.runs.get(id)
    if (run) this.#endedElsewhere(run)
  }

  #endedElsewhere(run: StoredRun): void {
    this.#remember(run)
    this.#sources.find(run.source)?.ended(run, false)
  }

  async #catchUp(): Promise<void> {
    this.#runner.missed()
    await this.#setup.load()
    await this.#rearrange()
    for (const run of (await this.options.runs.newest()).last) this.#endedElsewhere(run)
  }
}
