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
/** A document without a job for so long was forgotten by a process that ended in between. */
const LOST_MS = 60_000
const RESTING_EVERY_MS = 15_000

export interface IngestionOptions {
  jobs: Pick<Jobs, 'work' | 'send' | 'sendMany' | 'schedule'>
  documents: DocumentStore
  stages: Stages
  announcer: Announcer
  clock: Clock
  logger: Logger
}

/**
 * Has documents indexed: one durable job each, which goes on where it was after a crash. A document that can't be read
 * fails alone; one whose vectors can't be made yet is found by its words, and is finished when they can.
 */
export class Ingestion {
  readonly #running = new Map<string, AbortController>()
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

  stop(): void {
    this.#isStopped = true
    this.#cancelLook()
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
    for (const id of ids) this.#running.get(id)?.abort(new NotWanted())
  }

  /** Jobs for documents that have none: their process ended before it could send it. */
  async recover(): Promise<void> {
    const { documents, jobs, clock } = this.options
    const ids = await documents.unfinished(new Date(clock.now() - LOST_MS))
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
    const { documents, stages, clock, logger } = this.options
    const document = await documents.find(id)
    if (!document || isOver(document)) return
    const unwanted = new AbortController()
    using joined = joinedSignal([signal, unwanted.signal])
    this.#running.set(id, unwanted)
    try {
      using progress = new RunProgress({
        clock,
        tell: (step) => this.#tell(document, step),
        onUnwanted: () => unwanted.abort(new NotWanted()),
        onError: (error) => logger.debug({ reason: messageOf(error) }, 'Could not store progress'),
      })
      const wasResting = document.state === 'embedding' && document.error !== null
      const { notice } = await stages.run(document, progress, joined)
      progress[Symbol.dispose]()
      await this.#finish(document, notice)
      if (wasResting && notice === null) await this.resumeResting(SEND_BATCH)
    } catch (error) {
      // Why it was aborted is known here; what it made of that is not asked.
      await this.#failed(document, joined.aborted ? joined.reason : error)
    } finally {
      if (this.#running.get(id) === unwanted) this.#running.delete(id)
    }
  }

  async #tell(
    document: StoredDocument,
    { state, progress }: { state: StoredDocument['state']; progress: number | null },
  ): Promise<boolean> {
    const { documents, announcer } = this.options
    const error = state === 'embedding' ? document.error : null
    const isWanted = await documents.advance(document, state, { progress, error })
    if (isWanted) announcer.changed({ ...document, state, progress })
    return isWanted
  }

  async #finish(document: StoredDocument, notice: string | null): Promise<void> {
    const { documents, announcer } = this.options
    // It is found by its words meanwhile.
    const error = notice === null ? null : { code: 'unreachable', message: notice }
    await documents.advance(document, notice === null ? 'ready' : 'embedding', { error })
    const now = await documents.find(document.id)
    if (now) announcer.changed(now)
    announcer.collectionChanged(document.collection)
  }

  async #failed(document: StoredDocument, error: unknown): Promise<void> {
    const { documents, stages, announcer } = this.options
    const outcome = error instanceof NotWanted ? ({ kind: 'not-wanted' } as const) : afterFailure(error)
    switch (outcome.kind) {
      case 'again':
        throw error
      case 'not-wanted':
        return stages.clear(document)
      case 'final':
        await documents.advance(document, 'failed', { error: outcome.error })
        announcer.changed({ ...document, state: 'failed', progress: null })
        announcer.collectionChanged(document.collection)
        return stages.clear(document)
      default:
        return assertNever(outcome)
    }
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

function isOver({ state }: StoredDocument): boolean {
  return state === 'ready' || state === 'failed' || state === 'cancelled'
}
