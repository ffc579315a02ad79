import 'server-only'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Queue } from '@/lib/jobs/queue'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { inParallel } from '@/lib/kit/in-parallel'
import type { ContentStore } from '@/lib/store/contents'
import type { DocumentIntake } from '@/lib/store/document-intake'
import type { StoredDocument } from '@/lib/store/document-rows'
import type { DocumentStore } from '@/lib/store/documents'
import type { KeptResourceStore } from '@/lib/store/kept-resources'
import type { Announcer } from './announcer'
import type { Fetcher } from './fetcher'
import type { Ingestion } from './ingestion'
import { failureNote } from './next-read'
import { ServerTrouble } from './server-trouble'

/** Finds the servers of which something is due. */
const LOOK: Queue<z.ZodObject> = {
  name: 'resource-reading',
  data: z.object({}),
  limitSeconds: 60,
  retries: 0,
}
const readingData = z.object({ server: z.string() })
/** One server each: one that hangs holds up no other. */
const READING: Queue<typeof readingData> = {
  name: 'resource-reading-of-server',
  data: readingData,
  limitSeconds: 900,
  retries: 0,
  concurrency: 4,
  heartbeatSeconds: 20,
  pollSeconds: 30,
  keepSeconds: 600,
}
const EVERY_MINUTE = '* * * * *'
const BATCH = 200
const AT_ONCE = 4
const AGAIN_MS = 2_000

export interface ResourceUpkeepOptions {
  jobs: Pick<Jobs, 'work' | 'send' | 'schedule'>
  documents: DocumentStore
  kept: KeptResourceStore
  intake: DocumentIntake
  contents: ContentStore
  fetcher: Fetcher
  ingestion: Pick<Ingestion, 'queue'>
  announcer: Announcer
  /** Called at each look: another replica may have taken resources in. */
  onLook: () => Promise<void>
  clock: Clock
}

/**
 * Reads servers' resources again when their time has come. One that says something else is indexed anew while the old
 * passages serve; a server that is away leaves the document as it is, with the problem shown.
 */
export class ResourceUpkeep {
  #cancelLater: () => void = () => undefined

  constructor(private readonly options: ResourceUpkeepOptions) {}

  async start(): Promise<void> {
    const { jobs } = this.options
    await jobs.work(READING, ({ server }, signal) => this.#readServer(server, signal))
    await jobs.work(LOOK, () => this.#look())
    await jobs.schedule(LOOK, EVERY_MINUTE, {})
  }

  stop(): void {
    this.#cancelLater()
  }

  /** Has what is due of a server read in the background; asked for twice, it is done once. */
  async readDue(server: string): Promise<void> {
    await this.options.jobs.send(READING, { server }, { key: server })
  }

  async #look(): Promise<void> {
    const { kept, onLook, clock } = this.options
    for (const server of await kept.dueServers(new Date(clock.now()))) await this.readDue(server)
    await onLook()
  }

  async #readServer(server: string, signal: AbortSignal): Promise<void> {
    const { kept, clock } = this.options
    const trouble = new ServerTrouble()
    const now = () => new Date(clock.now())
    for (let count = BATCH; count === BATCH && !signal.aborted;) {
      const due = await kept.due(server, now(), BATCH)
      count = due.length
      await inParallel(due, AT_ONCE, (document) => this.#read(document, trouble, signal))
    }
    // What changed while it was read or indexed is read when that is through.
    if (!signal.aborted && (await kept.hasDue(server, now()))) this.#readLater(server)
  }

  #readLater(server: string): void {
    // The look that comes each minute serves a server that is forgotten here, or can't be asked for.
    this.#cancelLater()
    this.#cancelLater = this.options.clock.after(
      AGAIN_MS,
      () => void this.readDue(server).catch(() => undefined),
    )
  }

  async #read(document: StoredDocument, trouble: ServerTrouble, signal: AbortSignal): Promise<void> {
    const { origin } = document
    if (origin.kind !== 'resource') return
    const begunAt = new Date(this.options.clock.now())
    try {
      signal.throwIfAborted()
      trouble.check()
      await this.#renew(document, origin, signal)
      trouble.answered()
    } catch (error) {
      if (signal.aborted) return
      if (isOurs(error)) throw error
      trouble.failed(error)
      await this.#noteFailure(document, messageOf(error), begunAt)
    }
  }

  async #renew(document: StoredDocument, origin: Place, signal: AbortSignal): Promise<void> {
    const { contents, intake, fetcher, ingestion, announcer } = this.options
    const { bytes, mediaType, note } = await fetcher.fetch(origin, signal)
    const draft = await contents.draft(Readable.from([bytes], { objectMode: true }))
    const taken = await intake.renewed(document, draft, { mediaType, ...note })
    if (!taken) return
    if (taken.outcome === 'replaced') await ingestion.queue([taken.document])
    else if (isToldOtherwise(document, taken.document)) announcer.changed(taken.document)
    if (taken.released !== null) await contents.release([taken.released])
  }

  async #noteFailure(before: StoredDocument, problem: string, begunAt: Date): Promise<void> {
    const { documents, announcer, clock } = this.options
    const note = failureNote(before.origin, begunAt, clock.now())
    const now = await documents.noteUnread(before.id, { problem, ...note })
    if (now && isToldOtherwise(before, now)) announcer.changed(now)
  }
}

type Place = Extract<StoredDocument['origin'], { kind: 'resource' }>

/** It says nothing of the server. */
function isOurs(error: unknown): boolean {
  return isAppError(error) && (error.code === 'database-unavailable' || error.code === 'shutting-down')
}

/** Whether a page says something else of how it is kept up to date, but for the time. */
function isToldOtherwise({ origin: one }: StoredDocument, { origin: other }: StoredDocument): boolean {
  if (one.kind !== 'resource' || other.kind !== 'resource') return false
  return one.problem !== other.problem || JSON.stringify(one.upkeep) !== JSON.stringify(other.upkeep)
}
