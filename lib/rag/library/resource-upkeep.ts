import 'server-only'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Queue } from '@/lib/jobs/queue'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { inParallel } from '@/lib/kit/in-parallel'
import type { ContentStore } from '@/lib/store/contents'
import type { DocumentIntake } from '@/lib/store/document-intake'
import type { StoredDocument } from '@/lib/store/document-rows'
import type { DocumentStore } from '@/lib/store/documents'
import type { Announcer } from './announcer'
import type { Fetcher } from './fetcher'
import type { Ingestion } from './ingestion'
import { nextReadAt } from './next-read'

const QUEUE: Queue<z.ZodObject> = {
  name: 'resource-reading',
  data: z.object({}),
  limitSeconds: 600,
  retries: 0,
  heartbeatSeconds: 20,
}
const EVERY_MINUTE = '* * * * *'
const BATCH = 200
const AT_ONCE = 4

export interface ResourceUpkeepOptions {
  jobs: Pick<Jobs, 'work' | 'schedule'>
  documents: DocumentStore
  intake: DocumentIntake
  contents: ContentStore
  fetcher: Fetcher
  ingestion: Pick<Ingestion, 'queue'>
  announcer: Announcer
  clock: Clock
}

/**
 * Reads servers' resources again when their time has come. One that says something else is indexed anew while the old
 * passages serve; a server that is away leaves the document as it is, with the problem shown.
 */
export class ResourceUpkeep {
  constructor(private readonly options: ResourceUpkeepOptions) {}

  async start(): Promise<void> {
    const { jobs } = this.options
    await jobs.work(QUEUE, (_, signal) => this.run(signal))
    await jobs.schedule(QUEUE, EVERY_MINUTE, {})
  }

  /** All that is due now. */
  async run(signal: AbortSignal): Promise<void> {
    const { documents, clock } = this.options
    for (;;) {
      const due = await documents.due(new Date(clock.now()), BATCH)
      await inParallel(due, AT_ONCE, (document) => this.#read(document, signal))
      if (due.length < BATCH || signal.aborted) return
    }
  }

  async #read(document: StoredDocument, signal: AbortSignal): Promise<void> {
    const { contents, intake, fetcher, clock, ingestion } = this.options
    const { origin, collection, name, kind } = document
    if (origin.kind !== 'resource') return
    try {
      const { bytes, mediaType } = await fetcher.fetch(origin, signal)
      const draft = await contents.draft(Readable.from([bytes], { objectMode: true }))
      const readNextAt = nextReadAt(origin, clock.now())
      const { server, uri, kept } = origin
      const taken = await intake.take(
        {
          ...{ collectionId: collection, name, kind, mediaType, tags: [] },
          ...{ origin: 'resource', server, uri, kept, readNextAt },
        },
        draft,
      )
      await this.#noted(document, { problem: null, readNextAt })
      if (taken.outcome !== 'known') await ingestion.queue([taken.document])
      if (taken.released !== null) await contents.release([taken.released])
    } catch (error) {
      if (signal.aborted) return
      const readNextAt = nextReadAt(origin, clock.now(), { failed: true })
      await this.#noted(document, { problem: messageOf(error), readNextAt })
    }
  }

  async #noted(
    before: StoredDocument,
    read: { problem: string | null; readNextAt: Date | null },
  ): Promise<void> {
    const { documents, announcer } = this.options
    const now = await documents.noteRead(before.id, read)
    const problem = before.origin.kind === 'resource' ? before.origin.problem : undefined
    if (now && (problem ?? null) !== read.problem) announcer.changed(now)
  }
}
