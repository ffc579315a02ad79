import 'server-only'
import { ollamaUrl } from '@/lib/chat/pick-model'
import type { Env } from '@/lib/config/env'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { Embedding } from '@/lib/rag/embed/embedding'
import { embedderMaker } from '@/lib/rag/embed/make-embedder'
import { scorerMaker } from '@/lib/rag/embed/make-scorer'
import { Reranker } from '@/lib/rag/embed/reranker'
import { ChosenEmbedding } from '@/lib/rag/embed/settings/chosen-embedding'
import { hasModelFolder } from '@/lib/rag/embed/settings/model-folders'
import type { Database } from '@/lib/store/database'
import type { SettingsStore } from '@/lib/store/settings'
import { VectorStore } from '@/lib/store/vectors'

export interface EmbeddingInput {
  env: Pick<Env, 'embedding' | 'model'>
  database: Database
  settings: SettingsStore
  jobs: Pick<Jobs, 'work' | 'send'>
  bus: EventBus
  clock: Clock
  logger: Logger
  random?: () => number
}

/** Joins the embedder with what it works with. */
export function composeEmbedding({ env, database, settings, jobs, ...joined }: EmbeddingInput): Embedding {
  const { bus, clock, logger, random = Math.random } = joined
  const around = {
    ...surroundings(env),
    openaiApiKey: env.model.openaiApiKey,
    ollamaUrl: ollamaUrl(env.model.ollamaHost),
  }
  const make = embedderMaker({ clock, logger, random, models: env.embedding.models })
  return new Embedding({
    ...{ vectors: new VectorStore(database), settings, jobs, bus, around, make, clock, logger, random },
    chosen: new ChosenEmbedding({ settings, around, make, clock, logger }),
  })
}

export function composeReranker({ env, settings, clock, logger }: EmbeddingInput): Reranker {
  const make = scorerMaker({ clock, random: Math.random, models: env.embedding.models })
  return new Reranker({ settings, around: surroundings(env), make, clock, logger })
}

function surroundings({ embedding }: EmbeddingInput['env']) {
  return { variables: embedding, hasFolder: (name: string) => hasModelFolder(embedding.models, name) }
}
