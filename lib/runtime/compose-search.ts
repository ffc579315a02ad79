import 'server-only'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import type { Logger } from '@/lib/kit/logger'
import type { Embedding } from '@/lib/rag/embed/embedding'
import type { Reranker } from '@/lib/rag/embed/reranker'
import { indexTerms } from '@/lib/rag/lexical/index-terms'
import { RetrievalSettings } from '@/lib/rag/search/retrieval-settings'
import { Search } from '@/lib/rag/search/search'
import type { Database } from '@/lib/store/database'
import { PassageSearchStore } from '@/lib/store/passage-search'
import { PassageStore } from '@/lib/store/passages'
import type { SettingsStore } from '@/lib/store/settings'
import type { Lifecycle } from './lifecycle'

interface SearchInput {
  database: Database
  settings: SettingsStore
  jobs: Jobs
  embedding: Embedding
  reranker: Reranker
  logger: Logger
}

/** What writes passages, and what finds them; the lists of words are cleared now and then. */
export async function composeSearch(
  { database, settings, jobs, embedding, reranker, logger }: SearchInput,
  lifecycle: Lifecycle,
): Promise<{ passages: PassageStore; search: Search; retrieval: RetrievalSettings }> {
  const passages = new PassageStore(database, indexTerms)
  const retrieval = new RetrievalSettings(settings)
  const search = new Search({
    index: new PassageSearchStore(database),
    vectors: embedding,
    reranker,
    settings: retrieval,
  })
  const stopping = new AbortController()
  await lifecycle.start({ name: 'passage sweep', stop: () => stopping.abort() })
  await startRetention({
    ...{ jobs, logger, what: 'passage', cron: '*/15 * * * *' },
    forget: () => passages.sweep(stopping.signal),
  })
  return { passages, search, retrieval }
}
