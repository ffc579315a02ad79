import 'server-only'
import { GuardedFetch } from '@/lib/kit/guarded-fetch'
import { publicOr } from '@/lib/kit/address-rules'
import { startRetention } from '@/lib/jobs/retention'
import type { Embedding } from '@/lib/rag/embed/embedding'
import { cutAgain, extract } from '@/lib/rag/extract/extract'
import { Announcer } from '@/lib/rag/library/announcer'
import { BulkActions } from '@/lib/rag/library/bulk-actions'
import { Collections } from '@/lib/rag/library/collections'
import { Fetcher } from '@/lib/rag/library/fetcher'
import { Ingestion } from '@/lib/rag/library/ingestion'
import { Intake } from '@/lib/rag/library/intake'
import { Library } from '@/lib/rag/library/library'
import { Previewer } from '@/lib/rag/library/previewer'
import { Reader } from '@/lib/rag/library/reader'
import { Removal } from '@/lib/rag/library/removal'
import { ResourceUpkeep } from '@/lib/rag/library/resource-upkeep'
import { ResourceWatching } from '@/lib/rag/library/resource-watching'
import { Stages } from '@/lib/rag/library/stages'
import { CollectionStore } from '@/lib/store/collections'
import { ContentStore } from '@/lib/store/contents'
import { DocumentIntake } from '@/lib/store/document-intake'
import { DocumentStore } from '@/lib/store/documents'
import { KeptResourceStore } from '@/lib/store/kept-resources'
import type { PassageStore } from '@/lib/store/passages'
import { ReadingStore } from '@/lib/store/readings'
import type { RagInput } from './compose-rag'
import type { Lifecycle } from './lifecycle'

const FETCH_LIMIT_MS = 120_000

export interface LibraryInput extends RagInput {
  passages: PassageStore
  embedding: Pick<Embedding, 'counting' | 'embedDocument'>
}

/** Joins the library with all that it works with, and starts what runs in the background. */
export async function composeLibrary(input: LibraryInput, lifecycle: Lifecycle): Promise<Library> {
  const { env, database, jobs, registry, pool, passages, embedding, bus, clock, logger } = input
  const maxBytes = env.uploadLimitBytes
  const contents = new ContentStore(database)
  const readings = new ReadingStore(database)
  const documents = new DocumentStore(database)
  const collectionStore = new CollectionStore(database)
  const documentIntake = new DocumentIntake(database)
  const announcer = new Announcer({ bus, clock })
  const collections = new Collections({ store: collectionStore, announcer })
  const web = new GuardedFetch({
    ...{ rule: publicOr(env.privateAddresses), limitMs: FETCH_LIMIT_MS, maxBytes, allowRedirects: true },
  })
  const servers = {
    readResource: pool.readResource.bind(pool),
    isTold: (server: string, uri: string) => pool.watches.isTold(server, uri),
  }
  const fetcher = new Fetcher({ web, servers, clock, maxBytes })
  const counting = () => embedding.counting()
  const reader = new Reader({ contents, readings, extract, cutAgain, counting })
  const stages = new Stages({
    ...{ collections: collectionStore, documents, intake: documentIntake, contents, readings },
    ...{ passages, embedding, fetcher, reader, clock },
  })
  const ingestion = new Ingestion({ jobs, documents, stages, announcer, clock, logger })
  const removal = new Removal({ documents, contents, passages, ingestion, announcer, clock, logger })
  const intake = new Intake({
    ...{ collections, documents, intake: documentIntake, contents, ingestion, maxBytes },
    hasServer: (name) => registry.get(name) !== undefined,
  })
  const kept = new KeptResourceStore(database)
  const upkeep = new ResourceUpkeep({
    ...{ jobs, documents, kept, intake: documentIntake, contents, fetcher, ingestion, announcer, clock },
    onLook: (): Promise<void> => watching.refresh(),
  })
  const watching = new ResourceWatching({
    ...{ pool, bus, kept, announcer, clock, logger },
    readDue: (server: string): Promise<void> => upkeep.readDue(server),
  })
  await lifecycle.start({
    name: 'library',
    async start() {
      await ingestion.start()
      await upkeep.start()
      await watching.start()
      await startRetention({
        ...{ jobs, logger, what: 'library', cron: '*/10 * * * *' },
        async forget() {
          await ingestion.recover()
          return removal.tidy()
        },
      })
    },
    async stop() {
      upkeep.stop()
      await Promise.all([watching.stop(), ingestion.stop(), removal.stop(), web.close()])
    },
  })
  const bulk = new BulkActions({ documents, ingestion, removal, announcer })
  const previewer = new Previewer({ reader, maxBytes })
  return new Library({
    ...{ collections, collectionStore, documents, contents, readings, passages },
    ...{ intake, ingestion, previewer, removal, bulk, announcer },
    onKeptChanged: () => watching.keptChanged(),
  })
}
