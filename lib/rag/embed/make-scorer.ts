import 'server-only'
import type { RerankerSettings } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { ProviderClient } from './endpoint/provider-client'
import { readScores } from './endpoint/read-scores'
import { OnnxThread } from './onnx/onnx-thread'
import { modelFile, resolveModelFolder } from './settings/model-folders'

/** One model that reads a question and a text together, and says how well the one answers the other. */
export interface Scorer {
  score(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]>
  close(): Promise<void>
}

export interface ScorerOptions {
  clock: Clock
  random: () => number
  /** PORTOLAN_MODELS. */
  models: string | undefined
}

export type MakeScorer = (settings: RerankerSettings) => Scorer

export function scorerMaker(options: ScorerOptions): MakeScorer {
  return (settings) =>
    settings.provider === 'onnx'
      ? onnxScorer(settings.model, options.models)
      : endpointScorer(settings, options)
}

/** Somebody waits: what takes longer is done without. */
const LIMIT_MS = 30_000

function endpointScorer(
  settings: Extract<RerankerSettings, { provider: 'endpoint' }>,
  options: ScorerOptions,
): Scorer {
  const client = new ProviderClient(settings, { ...options, what: 'reranker' })
  return {
    async score(query, texts, signal) {
      // TEI calls the documents `texts`; services leave out what they do not know.
      const body = { model: settings.model, query, documents: texts, texts, top_n: texts.length }
      const answer = await client.post('rerank', body, { limitMs: LIMIT_MS, retries: 0, signal })
      return readScores(answer, texts.length, client.host)
    },
    close: () => client.close(),
  }
}

function onnxScorer(model: string, root: string | undefined): Scorer {
  const thread = new OnnxThread()
  return {
    async score(query, texts, signal) {
      const folder = await resolveModelFolder(root, model)
      const file = modelFile(folder) ?? ''
      const answer = await thread.ask(
        { kind: 'rerank', folder, file, query, texts },
        { signal, limitMs: LIMIT_MS, urgent: true },
      )
      if (answer.kind === 'scores') return answer.scores
      throw new AppError('internal', 'The worker answered another question')
    },
    close: () => thread.close(),
  }
}
