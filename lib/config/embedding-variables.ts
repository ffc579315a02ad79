import 'server-only'
import { z } from 'zod'

/** Which models make vectors and rerank, for containers; what is chosen in Settings wins. */
export interface EmbeddingVariables {
  /** `onnx/<folder>`, `ollama/<name>`, or the name that the service at the base URL knows. */
  model?: string
  baseUrl?: string
  apiKey?: string
  dimension?: number
  queryPrefix?: string
  passagePrefix?: string
  /** `onnx/<folder>`, or the name that the service at its base URL knows. */
  reranker?: string
  rerankerBaseUrl?: string
  rerankerApiKey?: string
  /** The folder that model directories lie in. */
  models?: string
}

const text = z.string().trim().min(1).optional()
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional()
/** Its white space counts: `query: `. */
const prefix = z.string().max(500, 'is longer than 500 characters').optional()

export const embeddingVariables = {
  PORTOLAN_EMBEDDING_MODEL: text,
  PORTOLAN_EMBEDDING_BASE_URL: url,
  PORTOLAN_EMBEDDING_API_KEY: text,
  PORTOLAN_EMBEDDING_DIMENSION: z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(8, 'must be 8 to 4000')
    .max(4_000, 'must be 8 to 4000')
    .optional(),
  PORTOLAN_EMBEDDING_QUERY_PREFIX: prefix,
  PORTOLAN_EMBEDDING_PASSAGE_PREFIX: prefix,
  PORTOLAN_RERANKER_MODEL: text,
  PORTOLAN_RERANKER_BASE_URL: url,
  PORTOLAN_RERANKER_API_KEY: text,
  PORTOLAN_MODELS: text,
}
type Variables = z.infer<z.ZodObject<typeof embeddingVariables>>

/** `resolve` makes a path of one that is relative to where the person started. */
export function embeddingSettingsOf(env: Variables, resolve: (path: string) => string): EmbeddingVariables {
  const all = {
    model: env.PORTOLAN_EMBEDDING_MODEL,
    baseUrl: env.PORTOLAN_EMBEDDING_BASE_URL,
    apiKey: env.PORTOLAN_EMBEDDING_API_KEY,
    dimension: env.PORTOLAN_EMBEDDING_DIMENSION,
    queryPrefix: env.PORTOLAN_EMBEDDING_QUERY_PREFIX,
    passagePrefix: env.PORTOLAN_EMBEDDING_PASSAGE_PREFIX,
    reranker: env.PORTOLAN_RERANKER_MODEL,
    rerankerBaseUrl: env.PORTOLAN_RERANKER_BASE_URL,
    rerankerApiKey: env.PORTOLAN_RERANKER_API_KEY,
    models: env.PORTOLAN_MODELS === undefined ? undefined : resolve(env.PORTOLAN_MODELS),
  }
  // The filter leaves none that is undefined, which the compiler can't see through `fromEntries`.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
