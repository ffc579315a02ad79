import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { EmbeddingSettings, EmbeddingView } from '@/lib/domain/api/search'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { PassageFilter } from '@/lib/store/passage-filter'
import type { Near } from '@/lib/store/vector-search'
import type { TokenCounting } from '../extract/extract-work'
import { detectModels } from './detect-models'
import { DocumentEmbedder } from './document-embedder'
import type { TextKind } from './embedder'
import { Alarm } from './index/alarm'
import { Builder, type Outcome } from './index/builder'
import { Filler } from './index/filler'
import { IndexBook } from './index/index-book'
import { indexViews } from './index/index-views'
import { Embedders, type MakeEmbedder } from './make-embedder'
import { Probing } from './probing'
import { QueryMemory } from './query-memory'
import type { ChosenEmbedding } from './settings/chosen-embedding'
import { embeddingViewOf, type Surroundings } from './settings/pick-embedding'
import type { Settings, Vectors } from './stores'
import type { TestOutcome } from './test-embedder'
import { noticeOf } from './words'

export interface EmbeddingOptions {
  vectors: Vectors
  settings: Settings
  chosen: ChosenEmbedding
  make: MakeEmbedder
  jobs: Pick<Jobs, 'work' | 'send'>
  bus: EventBus
  around: Surroundings
  clock: Clock
  logger: Logger
  random: () => number
}

const FAILED_AGAIN_MS = 60_000
/** With `heartbeatSeconds`, the work of a process that is gone goes on at another soon. */
const QUEUE = {
  name: 'vector-index',
  data: z.object({}),
  limitSeconds: 900,
  heartbeatSeconds: 30,
  retries: 5,
  keepSeconds: 3_600,
}

/** Makes vectors of texts, keeps those of passages, and finds the nearest. */
export class Embedding {
  readonly #chosen: ChosenEmbedding
  readonly #book: IndexBook
  readonly #embedders: Embedders
  readonly #builder: Builder
  readonly #documents: DocumentEmbedder
  readonly #probing: Probing
  readonly #alarm: Alarm<typeof QUEUE.data>
  readonly #queries = new QueryMemory()
  /** Why the database can hold no vectors. */
  #missing: string | null = null
  #problem: string | null = null
  #progress: { passages: number; total: number } | null = null
  /** Of the slice that runs. */
  #slice = new AbortController()
  #unsubscribe: (() => void) | undefined

  constructor(private readonly options: EmbeddingOptions) {
    const { vectors, settings, bus, clock, logger, random } = options
    this.#chosen = options.chosen
    this.#book = new IndexBook(vectors, settings)
    this.#embedders = new Embedders(options.make)
    const parts = { vectors, book: this.#book, embedders: this.#embedders, clock, logger }
    this.#builder = new Builder({
      ...{ ...parts, random, holder: randomUUID() },
      publish: (event) => bus.publish(event),
      isWanted: (picked) => this.#chosen.isStill(picked),
    })
    this.#documents = new DocumentEmbedder({
      ...{ ...parts, filler: new Filler(vectors) },
      wake: () => this.#alarm.in(1_000),
    })
    this.#probing = new Probing({ clock, random })
    this.#alarm = new Alarm({ jobs: options.jobs, queue: QUEUE, clock }, {})
  }

  /** The model that `embed` uses; null while none is set or it has not answered yet. */
  current(): { model: string; dimension: number } | null {
    const serving = this.#book.serving
    if (serving) return { model: serving.model, dimension: serving.dimension }
    const dimension = this.#chosen.picked && this.#probing.dimensionOf(this.#chosen.picked.settings)
    return this.#chosen.picked && dimension ? { model: this.#chosen.picked.settings.model, dimension } : null
  }

  /** Why vectors take no part in a search of passages, in words for a person; null where they do. */
  notice(): string | null {
    return noticeOf({
      model: this.#chosen.picked?.settings.model ?? null,
      unusable: this.#chosen.problem,
      missing: this.#missing,
      isServed: this.#book.serving !== undefined,
      building: this.#progress,
      problem: this.#problem ?? this.#book.all.at(-1)?.error ?? null,
    })
  }

  /** How tokens are counted: by the model's own tokenizer where it lies on disk, else by an estimate. */
  async counting(): Promise<TokenCounting> {
    const settings = this.#inUse()
    return settings ? this.#embedders.of(settings).counting() : { kind: 'estimate' }
  }

  /** Vectors of length 1, in the order of the texts. Throws AppErrors: `not-configured`, `unreachable`, `timed-out` … */
  async embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    signal.throwIfAborted()
    const settings = this.#inUse()
    if (!settings) throw new AppError('not-configured', 'No embedding model is set. Choose one in Settings')
    if (texts.length === 0) return []
    const [first = ''] = texts
    const known =
      kind === 'query' && texts.length === 1 ? this.#queries.get(settings.model, first) : undefined
    if (known) return [known]
    const vectors = await this.#embedders.of(settings).embed(texts, kind, signal)
    const [vector] = vectors
    if (vector) this.#probing.learn(settings, vector.length)
    if (vector && kind === 'query' && texts.length === 1) this.#queries.keep(settings.model, first, vector)
    return vectors
  }

  /**
   * Passages of what is served, nearest first; null where there are no vectors to search (`notice` says why). Throws as
   * `embed` does where the query is a text.
   */
  async nearest(
    query: string | Float32Array,
    { limit, filter = {} }: { limit: number; filter?: PassageFilter },
    signal: AbortSignal,
  ): Promise<Near[] | null> {
    const serving = this.#book.serving
    if (!serving || this.#missing !== null) return null
    const [vector] = typeof query === 'string' ? await this.embed([query], 'query', signal) : [query]
    signal.throwIfAborted()
    // Another model has taken over while the text was embedded.
    if (vector?.length !== serving.dimension) return null
    try {
      return await this.options.vectors.nearest(serving, vector, { limit, filter })
    } catch (error) {
      // Another replica may have put another index in its place, and dropped this one.
      await this.#read()
      const isStillThere = this.#book.all.some(({ id }) => id === serving.id)
      if (isStillThere || typeof query !== 'string') throw error
      return this.nearest(query, { limit, filter }, signal)
    }
  }

  /**
   * Makes the vectors of a document's generation, for the index that serves and the one that is being built. Where the
   * model does not answer it does not throw: the passages are found by their words, the vectors are made in the
   * background when it answers again, and `notice` says so (put it among the document's warnings). Cheap to call again.
   */
  async embedDocument(
    document: string,
    generation: number,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<{ notice: string | null }> {
    signal.throwIfAborted()
    if (this.#missing !== null) return { notice: null }
    return this.#documents.embed(document, generation, onProgress, signal)
  }

  async view(): Promise<EmbeddingView> {
    await this.#read()
    const { around } = this.options
    const [indexes, detected] = await Promise.all([
      indexViews(this.options.vectors, this.#book.all),
      detectModels(around.ollamaUrl, around.variables.models),
    ])
    return {
      settings: this.#chosen.picked && embeddingViewOf(this.#chosen.picked),
      origin: this.#chosen.picked?.origin ?? null,
      indexes,
      notice: this.notice(),
      detected,
    }
  }

  /** Chooses the model; passages are then embedded in the background. Throws `bad-input`. */
  async set(next: EmbeddingSettings): Promise<EmbeddingView> {
    await this.#chosen.set(next)
    await this.#changed()
    return this.view()
  }

  /** Where the environment names a model, that one is used from now on. */
  async clear(): Promise<void> {
    await this.#chosen.clear()
    await this.#changed()
  }

  /** With the given settings, or those in use. Says what is wrong rather than throwing. */
  test(given?: EmbeddingSettings): Promise<TestOutcome & { dimension?: number }> {
    return this.#chosen.test(given)
  }

  async start(): Promise<void> {
    const { vectors, jobs, bus, logger } = this.options
    this.#missing = await vectors.prepare()
    if (this.#missing !== null) logger.warn({ reason: this.#missing }, 'There are no vectors')
    else await vectors.freeLeases()
    await this.#read()
    this.#unsubscribe = bus.subscribeToBatches(({ events, from }) => {
      for (const event of events) {
        if (event.kind !== 'vector-index-changed') continue
        this.#progress = event.state === 'building' ? { passages: event.passages, total: event.total } : null
        if (from === 'elsewhere') void this.#read().catch((error: unknown) => this.#warn(error))
      }
    })
    await jobs.work(QUEUE, (_, signal) => this.#work(signal))
    await this.#alarm.in(0)
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#slice.abort(new AppError('shutting-down', 'Portolan is stopping'))
    this.#probing.stop()
    await this.#embedders.keepOnly([])
  }

  /** Of what serves, else of what is chosen. */
  #inUse(): EmbeddingSettings | undefined {
    return this.#book.serving?.settings ?? this.#chosen.picked?.settings
  }

  async #changed(): Promise<void> {
    this.#slice.abort(new AppError('cancelled', 'Another model was chosen'))
    this.#slice = new AbortController()
    this.#problem = null
    this.#documents.forgetFailure()
    await this.#read()
    await this.#alarm.in(0)
  }

  async #read(): Promise<void> {
    await this.#chosen.read()
    if (this.#missing === null) await this.#book.read()
    const wanted = [...this.#book.all.map((index) => index.settings), this.#chosen.picked?.settings]
    this.#embedders
      .keepOnly(wanted.filter((one) => one !== undefined))
      .catch((error: unknown) => this.#warn(error))
    this.#probe()
  }

  /** Without an index nothing tells the length of the model's vectors but the model. */
  #probe(): void {
    const picked = this.#chosen.picked?.settings
    if (!picked || this.#book.serving) return
    this.#probing.begin(picked, (texts, signal) => this.#embedders.of(picked).embed(texts, 'query', signal))
  }

  async #work(job: AbortSignal): Promise<void> {
    if (this.#missing !== null) return
    const chosen = this.#slice.signal
    await this.#read()
    // What can't be read may be put right: its vectors stay.
    if (this.#chosen.problem !== null) return
    try {
      const outcome = await this.#builder.slice(this.#chosen.picked, AbortSignal.any([job, chosen]))
      this.#take(outcome)
      if (outcome.againInMs !== null) await this.#alarm.in(outcome.againInMs)
      // Models that are used no more are let go.
      if (outcome.againInMs !== 0) await this.#read()
    } catch (error) {
      // Whoever has chosen another model has sent for the work to begin anew.
      if (chosen.aborted) return
      job.throwIfAborted()
      this.options.logger.warn({ err: error }, 'The index of vectors could not be brought up to date')
      this.#problem = 'The log tells what failed; it is tried again within a minute.'
      await this.#alarm.in(FAILED_AGAIN_MS)
    }
  }

  #take({ problem }: Outcome): void {
    this.#problem = problem
    if (problem === null) this.#documents.forgetFailure()
  }

  #warn(error: unknown): void {
    this.options.logger.warn({ err: error }, 'A part of the embedding failed')
  }
}
