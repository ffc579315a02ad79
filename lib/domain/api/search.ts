import { z } from 'zod'
import { documentKindSchema } from '../document'
import {
  cutSchema,
  foundPassageSchema,
  rankedToolSchema,
  rankOverridesSchema,
  rankSettingsSchema,
  searchResultSchema,
  toolRankingSchema,
} from '../retrieval'
import { operation } from './operation'

/** PostgreSQL knows no year 0 (ISO 8601 does). */
const momentSchema = z.iso.datetime().regex(/^(?!0000)/, 'There is no year 0')

export const searchBodySchema = z.object({
  query: z.string().trim().min(1).max(10_000),
  limit: z.int().min(1).max(50).optional(),
  /** Ids or names; all without. */
  collections: z.array(z.string()).optional(),
  /** Of the document or its collection: any of them. */
  tags: z.array(z.string()).optional(),
  kinds: z.array(documentKindSchema).optional(),
  /** Ids of documents. */
  documents: z.array(z.uuid()).optional(),
  /** When the document was last changed. */
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** Instead of what is set, for this search. */
  settings: rankOverridesSchema.optional(),
})
export type SearchBody = z.infer<typeof searchBodySchema>

export const searchPassages = operation({
  id: 'searchPassages',
  method: 'POST',
  path: '/api/search',
  summary: 'Passages nearest to a query, with every score and rank, what was cut and why',
  body: searchBodySchema,
  response: searchResultSchema,
})

export const explainPassage = operation({
  id: 'explainPassage',
  method: 'POST',
  path: '/api/search/explain',
  summary: 'Why a passage, or the best of a document, is not among what a search found',
  body: searchBodySchema.extend({ passage: z.string().optional(), document: z.uuid().optional() }),
  response: z.object({
    passage: foundPassageSchema.nullable(),
    why: z.union([cutSchema, z.enum(['taken', 'filtered', 'no-shared-words', 'too-far', 'not-indexed'])]),
    /** A sentence for a person, with the numbers. */
    message: z.string(),
  }),
})

export const searchToolsBodySchema = z.object({
  query: z.string().trim().min(1).max(10_000),
  servers: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  limit: z.int().min(1).max(200).default(24),
  settings: rankOverridesSchema.optional(),
})

export const searchTools = operation({
  id: 'searchTools',
  method: 'POST',
  path: '/api/search/tools',
  summary: 'Tools of all known servers in the order in which a turn would offer them, with every score',
  body: searchToolsBodySchema,
  response: toolRankingSchema,
})

export const explainTool = operation({
  id: 'explainTool',
  method: 'POST',
  path: '/api/search/tools/explain',
  summary: 'Why a tool is not among those that a turn would be offered',
  body: searchToolsBodySchema.extend({ server: z.string(), tool: z.string() }),
  response: z.object({ tool: rankedToolSchema.nullable(), message: z.string() }),
})

export const getRetrieval = operation({
  id: 'getRetrieval',
  method: 'GET',
  path: '/api/settings/retrieval',
  summary: 'How passages and tools are ranked',
  response: z.object({ settings: rankSettingsSchema, defaults: rankSettingsSchema }),
})

export const setRetrieval = operation({
  id: 'setRetrieval',
  method: 'PUT',
  path: '/api/settings/retrieval',
  summary: 'Change how passages and tools are ranked',
  body: rankSettingsSchema,
  response: z.object({ settings: rankSettingsSchema, defaults: rankSettingsSchema }),
})

/** What makes vectors, and what reranks. `onnx`: a model directory on disk, which an administrator has allowed. */
export const embeddingSettingsSchema = z.discriminatedUnion('provider', [
  z.object({
    provider: z.literal('openai-compatible'),
    baseUrl: z.url({ protocol: /^https?$/ }),
    model: z.string().min(1).max(200),
    apiKey: z.string().max(1_000).optional(),
    /** Where the model can give several lengths. */
    dimension: z.int().min(8).max(4_000).optional(),
    /** Put before a query and before a passage by models that want it: `query: `. */
    queryPrefix: z.string().max(500).default(''),
    passagePrefix: z.string().max(500).default(''),
  }),
  z.object({
    provider: z.literal('onnx'),
    /** A folder below PORTOLAN_MODELS with `model.onnx` and `tokenizer.json`. */
    model: z.string().min(1).max(200),
    queryPrefix: z.string().max(500).default(''),
    passagePrefix: z.string().max(500).default(''),
    pooling: z.enum(['mean', 'cls']).default('mean'),
  }),
])
export type EmbeddingSettings = z.infer<typeof embeddingSettingsSchema>

/** One index of vectors. The active one serves while another is built for a new model. */
export const vectorIndexSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  dimension: z.int(),
  state: z.enum(['building', 'active', 'failed', 'retired']),
  passages: z.int(),
  total: z.int(),
  error: z.string().nullable(),
})
export type VectorIndex = z.infer<typeof vectorIndexSchema>

const withoutKey = z.looseObject({ provider: z.string(), model: z.string(), hasKey: z.boolean() })

export const embeddingViewSchema = z.object({
  settings: withoutKey.nullable(),
  origin: z.enum(['settings', 'environment']).nullable(),
  indexes: z.array(vectorIndexSchema),
  /** Why there are no vectors, where there are none: none set, or a database without pgvector. */
  notice: z.string().nullable(),
  /** Embedding models of a local Ollama, and model folders on disk. */
  detected: z.array(z.object({ provider: z.string(), baseUrl: z.string().optional(), model: z.string() })),
})
export type EmbeddingView = z.infer<typeof embeddingViewSchema>

export const getEmbedding = operation({
  id: 'getEmbedding',
  method: 'GET',
  path: '/api/settings/embedding',
  summary: 'The embedding model, its indexes, and models that were detected',
  response: embeddingViewSchema,
})

export const setEmbedding = operation({
  id: 'setEmbedding',
  method: 'PUT',
  path: '/api/settings/embedding',
  summary: 'Choose the embedding model; all passages are then embedded in the background',
  body: embeddingSettingsSchema,
  response: embeddingViewSchema,
})

export const clearEmbedding = operation({
  id: 'clearEmbedding',
  method: 'DELETE',
  path: '/api/settings/embedding',
  summary: 'Search by words alone',
  response: z.undefined(),
  status: 204,
})

const testOutcome = z.object({ ok: z.boolean(), message: z.string(), durationMs: z.number() })

export const testEmbedding = operation({
  id: 'testEmbedding',
  method: 'POST',
  path: '/api/settings/embedding/test',
  summary: 'Embed one sentence and say how that went: with the settings given, or those in use',
  body: embeddingSettingsSchema.optional(),
  response: testOutcome.extend({ dimension: z.int().optional() }),
})

export const rerankerSettingsSchema = z.discriminatedUnion('provider', [
  z.object({
    /** `POST {baseUrl}/rerank` with `{ model, query, documents }`, as Cohere, Jina, vLLM, TEI and llama.cpp have it. */
    provider: z.literal('endpoint'),
    baseUrl: z.url({ protocol: /^https?$/ }),
    model: z.string().min(1).max(200),
    apiKey: z.string().max(1_000).optional(),
  }),
  /** A cross-encoder in a folder below PORTOLAN_MODELS. */
  z.object({ provider: z.literal('onnx'), model: z.string().min(1).max(200) }),
])
export type RerankerSettings = z.infer<typeof rerankerSettingsSchema>

const rerankerView = z.object({
  settings: withoutKey.nullable(),
  detected: z.array(z.object({ provider: z.string(), model: z.string() })),
})

export const getReranker = operation({
  id: 'getReranker',
  method: 'GET',
  path: '/api/settings/reranker',
  summary: 'The reranker, if one is set',
  response: rerankerView,
})

export const setReranker = operation({
  id: 'setReranker',
  method: 'PUT',
  path: '/api/settings/reranker',
  summary: 'Choose the reranker',
  body: rerankerSettingsSchema,
  response: rerankerView,
})

export const clearReranker = operation({
  id: 'clearReranker',
  method: 'DELETE',
  path: '/api/settings/reranker',
  summary: 'Rank without a reranker',
  response: z.undefined(),
  status: 204,
})

export const testReranker = operation({
  id: 'testReranker',
  method: 'POST',
  path: '/api/settings/reranker/test',
  summary: 'Rank two sentences and say how that went',
  body: rerankerSettingsSchema.optional(),
  response: testOutcome,
})
