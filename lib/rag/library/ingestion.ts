import 'server-only'
import { z } from 'zod'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Queue } from '@/lib/jobs/queue'
import { AppError, messageOf } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { Clock } from '@/lib/kit/clock'
import { joinedSignal } from '@/lib/kit/joined-signal'
import type { Logger } from '@/lib/kit/logger'
import type { StoredDocument } from '@/lib/store/document-rows'
import type { DocumentStore } from '@/lib/store/documents'
import type { Announcer } from './announcer'
import { afterFailure } from './after-failure'
import { NotWanted, type Stages } from './stages'
import { RunProgress } from './run-progress'

const data = z.object({ document: z.uuid() })

const GIVEN_UP: Queue<typeof data> = { name: 'document-given-up', data, limitSeconds: 60, retries: 5 }
const INGESTION: Queue<typeof data> = {
  name: 'document-ingestion',
  data,
  limitSeconds: 6 * 3_600,
  retries: 8,
  concurrency: 2,
  heartbeatSeconds: 20,
  givenUpTo: GIVEN_UP.name,
  keepSeconds: 600,
}
/** Of one collection, so many come before the many of another. */
const EXPRESS = 20
const SEND_BATCH = 500
const RESTING_EVERY_MS = 15_000

export interface IngestionOptions {
  jobs: Pick<Jobs, 'work' | 'send' | 'sendMany' | 'schedule'>
  documents: DocumentStore
  stages: Stages
  announcer: Announcer
  clock: Clock
  logger: Logger
}

interface Run {
  ending: AbortController
  /** Settles when nothing of it goes on. */
  ended: Promise<undefined>
}

/**
 * Has documents indexed: one durable job each, which goes on where it was after a crash. A document that can't be read
 * fails alone; one whose vectors can't be made yet is found by its words, and is finished when they can.
 */
export class Ingestion {
  readonly #running = new Map<string, Run>()
  #cancelLook: () => void = () => undefined
  #isStopped = false

  constructor(private readonly options: IngestionOptions) {}

  async start(): Promise<void> {
    const { jobs } = this.options
    await jobs.work(GIVEN_UP, ({ document }) => this.#giveUp(document))
    await jobs.work(INGESTION, ({ document }, signal) => this.#run(document, signal))
    await this.recover()
    this.#lookLater()
  }

  /** Ends what runs, to be gone on with after the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelLook()
    const running = [...this.#running.values()]
    for (const { ending } of running) ending.abort(stopping())
    await Promise.all(running.map(({ ended }) => ended))
  }

  /** For each a job, behind those that wait already: a few of a collection before the many of another. */
  async queue(documents: readonly StoredDocument[], waiting = 0): Promise<void> {
    const { jobs, announcer } = this.options
    for (let at = 0; at < documents.length; at += SEND_BATCH) {
      const batch = documents.slice(at, at + SEND_BATCH)
      const entries = batch.map(({ id }, index) => ({
        data: { document: id },
        key: id,
        priority: waiting + at + index < EXPRESS ? 1 : 0,
      }))
      await jobs.sendMany(INGESTION, entries)
      for (const document of batch) announcer.changed(document)
    }
  }

  /** Ends their runs in this process at once; in others they notice within a second. */
  abandon(ids: Iterable<string>): void {
    for (const id of ids) this.#running.get(id)?.ending.abort(new NotWanted())
  }

  /** Jobs for documents that have none: their process ended before it could send it. */
  async recover(): Promise<void> {
    const { documents, jobs } = this.options
    const ids = await documents.unfinished()
    for (let at = 0; at < ids.length; at += SEND_BATCH) {
      const batch = ids.slice(at, at + SEND_BATCH)
      // One that waits already is not sent a second time.
      await jobs.sendMany(INGESTION, batch.map(entryOf))
    }
  }

  /** Tries again what waits for vectors: one of them, and when that goes well, the others. */
  async resumeResting(limit = 1): Promise<void> {
    const { documents, jobs } = this.options
    const ids = await documents.awaitingVectors(limit)
    if (ids.length > 0) await jobs.sendMany(INGESTION, ids.map(entryOf))
  }

  #lookLater(): void {
    const { clock, logger } = this.options
    if (this.#isStopped) return
    this.#cancelLook = clock.after(RESTING_EVERY_MS, () => {
      void this.resumeResting()
        .catch((error: unknown) => logger.warn({ reason: messageOf(error) }, 'Could not look for documents'))
        .finally(() => this.#lookLater())
    })
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    if (this.#isStopped) throw stopping()
    const document = await this.options.documents.find(id)
    if (!document || isOver(document)) return
    const ending = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<undefined>()
    const run = { ending, ended }
    this.#running.set(id, run)
    try {
      await this.#go(document, signal, ending)
    } finally {
      if (this.#running.get(id) === run) this.#running.delete(id)
      resolve(undefined)
    }
  }

  async #go(document: StoredDocument, signal: AbortSignal, ending: AbortController): Promise<void> {
    const { stages, clock, logger } = this.options
    using joined = joinedSignal([signal, ending.signal])
    try {
      using progress = new RunProgress({
        clock,
        tell: (step) => this.#tell(document, step),
        onUnwanted: () => ending.abort(new NotWanted()),
        onError: (error) => logger.debug({ reason: messageOf(error) }, 'Could not store progress'),
      })
      const { notice } = await stages.run(document, progress, joined)
      progress[Symbol.dispose]()
      await this.#finish(document, notice)
      if (isResting(document) && notice === null) await this.resumeResting(SEND_BATCH)
    } catch (error) {
      // Why it was aborted is known here; what was made of that is not asked.
      await this.#failed(document, joined.aborted ? joined.reason : error)
    }
  }

  async #tell(
    document: StoredDocument,
    { state, progress }: { state: StoredDocument['state']; progress: number | null },
  ): Promise<boolean> {
    const { documents, announcer } = this.options
    const error = state === 'embedding' ? document.error : null
    const now = await documents.advance(document, state, { progress, error })
    if (now) announcer.changed(now)
    return now !== undefined
  }

  async #finish(document: StoredDocument, notice: string | null): Promise<void> {
    const { documents, announcer } = this.options
    // It is found by its words meanwhile.
    const error = notice === null ? null : { code: 'unreachable', message: notice }
    const now = await documents.advance(document, notice === null ? 'ready' : 'embedding', { error })
    if (now) announcer.changed(now)
    announcer.collectionChanged(document.collection)
  }

  async #failed(document: StoredDocument, error: unknown): Promise<void> {
    const { stages } = this.options
    const outcome = error instanceof NotWanted ? ({ kind: 'not-wanted' } as const) : afterFailure(error)
    switch (outcome.kind) {
      case 'again':
        throw error
      case 'not-wanted':
        return stages.clear(document)
      case 'final':
        await this.#tellFailure(document, outcome.error)
        return stages.clear(document)
      default:
        return assertNever(outcome)
    }
  }

  async #tellFailure(document: StoredDocument, error: { code: string; message: string }): Promise<void> {
    const { documents, announcer } = this.options
    const now = await documents.advance(document, 'failed', { error })
    if (now) announcer.changed(now)
    announcer.collectionChanged(document.collection)
  }

  /** Its run has ended unexpectedly again and again, with its process perhaps. */
  async #giveUp(id: string): Promise<void> {
    const { documents, logger } = this.options
    const document = await documents.find(id)
    if (!document || isOver(document)) return
    logger.warn({ document: id, name: document.name }, 'Gave up indexing a document')
    const message =
      'Indexing it broke off again and again, for no reason that it told. Look into the log, then try again'
    await this.#failed(document, new AppError('call-failed', message))
  }
}

function entryOf(id: string) {
  return { data: { document: id }, key: id }
}

/** All is done but the vectors, whose maker did not answer. */
function isResting({ state, error }: StoredDocument): boolean {
  return state === 'embedding' && error !== null
}

function stopping(): AppError {
  return new AppError('shutting-down', 'Portolan is stopping')
}

function isOver({ state }: StoredDocument): boolean {
  return state === 'ready' || state === 'failed' || state === 'cancelled'
}
