import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Embedder } from '../embedder'
import { isPassing } from '../endpoint/provider-error'
import type { Embedders } from '../make-embedder'
import { fingerprintOf, type PickedEmbedding } from '../settings/pick-embedding'
import type { Vectors } from '../stores'
import { chooseIndex, PROBE } from './choose-index'
import { Filler } from './filler'
import type { IndexBook, KnownIndex } from './index-book'

export interface BuilderOptions {
  vectors: Vectors
  book: IndexBook
  embedders: Embedders
  publish: (event: AppEvent) => void
  /** Asks the store whether this is still the model that is wanted: another replica may have been told otherwise. */
  isWanted: (picked: PickedEmbedding) => Promise<boolean>
  clock: Clock
  logger: Logger
  random: () => number
  /** Of this process. */
  holder: string
}

/** When to come again; null: there is nothing more to do. */
export interface Outcome {
  againInMs: number | null
  /** Why it can't go on, and when it is tried again; a sentence for a person. */
  problem: string | null
}

/** A job ends after so long, and another goes on: what a crash leaves behind is soon taken over. */
const SLICE_MS = 60_000
/** Of a process that was killed, nobody waits longer for its share of the work. */
const LEASE_MS = 45_000
const RENEW_MS = 10_000
/** When another process fills the index, it is looked again. */
const TAKEN_MS = 10_000
const ASK_MS = 2_000
const EVENT_MS = 1_000
const RETRY = { firstDelayMs: 5_000, maxDelayMs: 300_000 }
/** What does not pass by itself, such as a refused key, is looked at seldom. */
const FAILED_AGAIN_MS = 600_000
/** What was published while the last look was taken. */
const LAST_LOOK_MS = 10_000

/**
 * Brings the index of the chosen model up to date, a slice at a time: makes it, fills it, lets it serve once it is whole,
 * and drops the others. What it has written stays, so it goes on where it was, in whatever process.
 */
export class Builder {
  readonly #filler: Filler
  #attempt = 0
  #toldAt = 0

  constructor(private readonly options: BuilderOptions) {
    this.#filler = new Filler(options.vectors)
  }

  /** Without a model, all indexes are dropped. Throws only what the signal is aborted with, and the database's errors. */
  async slice(picked: PickedEmbedding | null, signal: AbortSignal): Promise<Outcome> {
    const { book, embedders, logger } = this.options
    await book.read()
    if (!picked) {
      await this.#drop(book.all)
      return DONE
    }
    let target: KnownIndex | undefined
    try {
      const embedder = embedders.of(picked.settings)
      target = await this.#target(picked, embedder, signal)
      const outcome = await this.#leased(target, picked, embedder, signal)
      this.#attempt = 0
      return outcome
    } catch (error) {
      signal.throwIfAborted()
      if (!isAppError(error) || error.code === 'database-unavailable') throw error
      logger.warn({ model: picked.settings.model, reason: error.message }, 'Vectors can’t be made just now')
      return await this.#wait(target ?? this.#likely(picked), error)
    }
  }

  /** The index of this model, made if there is none; the superseded are dropped. */
  async #target(picked: PickedEmbedding, embedder: Embedder, signal: AbortSignal): Promise<KnownIndex> {
    const { book, vectors } = this.options
    const { settings } = picked
    const [probe = new Float32Array(0)] = await embedder.embed([PROBE], 'passage', signal)
    const fingerprint = fingerprintOf(settings)
    const { target, superseded } = chooseIndex(book.all, { fingerprint, probe })
    await this.#drop(superseded)
    if (target) {
      await book.keep(target.id, settings)
      if (target.state === 'failed' || target.error !== null)
        await vectors.setState(target.id, target.state === 'active' ? 'active' : 'building')
    }
    const id = target?.id ?? (await vectors.create({ ...settings, fingerprint, probe }))
    if (!target) await book.keep(id, settings)
    await book.read()
    const made = book.all.find((index) => index.id === id)
    if (!made) throw new Error(`The index ${id} is gone`)
    return made
  }

  /** While it alone fills this index. However that ends, the next one need not wait. */
  async #leased(
    target: KnownIndex,
    picked: PickedEmbedding,
    embedder: Embedder,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { vectors, clock, holder, logger } = this.options
    if (!(await vectors.lease(target.id, holder, LEASE_MS))) return { againInMs: TAKEN_MS, problem: null }
    const warn = (error: unknown) => logger.debug({ reason: messageOf(error) }, 'A lease stayed as it was')
    let cancelRenewal: () => void = () => undefined
    let renewal: Promise<unknown> = Promise.resolve()
    // Beside the work: one batch of a slow model may take longer than a lease.
    const renewLater = () => {
      cancelRenewal = clock.after(RENEW_MS, () => {
        renewLater()
        renewal = vectors.lease(target.id, holder, LEASE_MS).catch(warn)
      })
    }
    renewLater()
    try {
      return await this.#fill(target, picked, embedder, signal)
    } finally {
      cancelRenewal()
      await renewal
      await vectors.freeLeases(holder).catch(warn)
    }
  }

  async #fill(
    target: KnownIndex,
    picked: PickedEmbedding,
    embedder: Embedder,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { vectors, clock, isWanted } = this.options
    const until = clock.now() + SLICE_MS
    const total = await vectors.total()
    let done = await vectors.count(target)
    let hasFilled = false
    this.#tell(target, { done, total, always: target.state === 'building' })
    let askedAt = clock.now()
    for (let after: string | null = '0'; after !== null;) {
      signal.throwIfAborted()
      if (clock.now() - askedAt > ASK_MS) {
        if (!(await isWanted(picked))) return { againInMs: 0, problem: null }
        askedAt = clock.now()
      }
      const { passages, next } = await vectors.missing(target, after, embedder.batch)
      await this.#filler.fill(target, embedder, passages, signal)
      done += passages.length
      hasFilled ||= passages.length > 0
      if (passages.length > 0) this.#tell(target, { done, total })
      if (clock.now() > until) return { againInMs: 0, problem: null }
      after = next
    }
    if (hasFilled) return { againInMs: 0, problem: null }
    return this.#serve(target, { done, total })
  }

  /** Nothing is missing in a whole round: it is the one that serves. */
  async #serve(target: KnownIndex, { done, total }: { done: number; total: number }): Promise<Outcome> {
    const { book, vectors } = this.options
    if (target.state === 'active') return DONE
    await vectors.finish(target)
    await vectors.activate(target.id)
    // Searches go to it before the others go.
    await book.read()
    await this.#drop(book.all.filter(({ id }) => id !== target.id))
    this.#tell({ ...target, state: 'active' }, { done, total, always: true })
    return { againInMs: LAST_LOOK_MS, problem: null }
  }

  /** What is being filled, as far as can be told while the model does not answer. */
  #likely({ settings }: PickedEmbedding): KnownIndex | undefined {
    const fingerprint = fingerprintOf(settings)
    return this.options.book.all.findLast((index) => index.fingerprint === fingerprint)
  }

  async #wait(target: KnownIndex | undefined, error: Error): Promise<Outcome> {
    const { vectors, book, random } = this.options
    this.#attempt += 1
    const willPass = isPassing(error)
    const againInMs = willPass ? backoffDelayMs(RETRY, this.#attempt, random) : FAILED_AGAIN_MS
    const when = willPass
      ? 'It is tried again'
      : 'It is tried again now and then, and when the settings are saved'
    const problem = `${messageOf(error)} ${when}.`
    if (target) {
      const state = target.state === 'active' ? 'active' : willPass ? 'building' : 'failed'
      await vectors.setState(target.id, state, problem)
      await book.read()
      this.#tell(
        { ...target, state },
        { done: await vectors.count(target), total: await vectors.total(), always: true },
      )
    }
    return { againInMs, problem }
  }

  async #drop(indexes: readonly KnownIndex[]): Promise<void> {
    const { book } = this.options
    for (const index of indexes) {
      await book.drop(index.id)
      this.#tell({ ...index, state: 'retired' }, { done: 0, total: 0, always: true })
    }
    if (indexes.length > 0) await book.read()
  }

  #tell(
    { model, state }: Pick<KnownIndex, 'model' | 'state'>,
    { done, total, always = false }: { done: number; total: number; always?: boolean },
  ): void {
    const now = this.options.clock.now()
    if (!always && now - this.#toldAt < EVENT_MS) return
    this.#toldAt = now
    const passages = Math.min(done, total)
    this.options.publish({ kind: 'vector-index-changed', model, state, passages, total })
  }
}

const DONE: Outcome = { againInMs: null, problem: null }
