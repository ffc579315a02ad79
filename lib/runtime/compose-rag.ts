import 'server-only'
import { readRules } from '@/lib/chat/approvals/rules'
import { ToolFinder } from '@/lib/chat/find-tools'
import type { Env } from '@/lib/config/env'
import type { Sealer } from '@/lib/config/secrets'
import type { Pool } from '@/lib/connections/pool'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Embedding } from '@/lib/rag/embed/embedding'
import type { Reranker } from '@/lib/rag/embed/reranker'
import type { Evaluation } from '@/lib/rag/evaluation/evaluation'
import type { Library } from '@/lib/rag/library/library'
import type { Search } from '@/lib/rag/search/search'
import { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { PassageStore } from '@/lib/store/passages'
import type { SettingsStore } from '@/lib/store/settings'
import { composeEmbedding, composeReranker } from './compose-embedding'
import { composeEvaluation } from './compose-evaluation'
import { composeLibrary } from './compose-library'
import { composeSearch } from './compose-search'
import type { Lifecycle } from './lifecycle'
import { startDemo } from './start-demo'

export interface RagInput {
  env: Env
  database: Database
  sealer: Sealer
  settings: SettingsStore
  jobs: Jobs
  registry: Registry
  pool: Pool
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** What finds passages of documents, and tools. */
export interface RagParts {
  library: Library
  passages: PassageStore
  search: Search
  embedding: Embedding
  reranker: Reranker
  toolSearch: ToolSearch
  toolFinder: ToolFinder
  evaluation: Evaluation
}

/** Joins the parts of retrieval with each other and with what they work with, and starts them. */
export async function composeRag(input: RagInput, lifecycle: Lifecycle): Promise<RagParts> {
  const reranker = composeReranker(input)
  await lifecycle.start({ name: 'reranker', start: () => reranker.start(), stop: () => reranker.stop() })
  const embedding = composeEmbedding(input)
  await lifecycle.start({
    name: 'embedding',
    start: () => embedding.start(),
    stop: () => embedding.stop(),
    // A model on disk comes to the end of what it computes: to cut it off would end the process with a crash.
    stopWithinMs: 5_000,
  })
  const { passages, search, retrieval } = await composeSearch({ ...input, embedding, reranker }, lifecycle)
  const toolSearch = new ToolSearch({ embedder: embedding })
  await lifecycle.start({ name: 'tool search', stop: () => toolSearch.stop() })
  const toolFinder = new ToolFinder({
    ...{ pool: input.pool, servers: input.registry, toolSearch },
    settings: () => retrieval.get(),
    rules: () => readRules(input.settings),
  })
  const library = await composeLibrary({ ...input, passages, embedding }, lifecycle)
  const evaluation = await composeEvaluation(input, { search, toolFinder }, lifecycle)
  await startDemo(input, { library, evaluation }, lifecycle)
  return { library, passages, search, embedding, reranker, toolSearch, toolFinder, evaluation }
}
