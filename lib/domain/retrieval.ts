import { z } from 'zod'
import { documentKindSchema, passageSchema } from './document'

const rankFields = {
  /** Weights of the two rankings in the fusion; 0 leaves one out. */
  lexicalWeight: z.number().min(0).max(10),
  vectorWeight: z.number().min(0).max(10),
  /** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). Of passages; tools are joined by score. */
  fusionK: z.int().min(1).max(1_000),
  /** How many passages of each ranking are fused. */
  candidates: z.int().min(10).max(1_000),
  /** Whether the reranker, if one is set, orders the first `rerankTop` anew. */
  rerank: z.boolean(),
  rerankTop: z.int().min(1).max(200),
  /** Passages that an answer gets. */
  limit: z.int().min(1).max(50),
  /** Tokens of all of them together. */
  tokenLimit: z.int().min(100).max(100_000),
  /** 0: the best whatever they say; towards 1: rather something else (maximal marginal relevance, SIGIR 1998). */
  diversity: z.number().min(0).max(1),
  /** Passages that follow each other in a document become one. */
  mergeNeighbours: z.boolean(),
  /** Of the score that is shown as the deciding one; lower is cut. Null: no floor. */
  minScore: z.number().nullable(),
  /** Tools that a turn is offered, beside one that finds the others. */
  toolLimit: z.int().min(1).max(128),
  /** Tokens of their definitions together. */
  toolTokenLimit: z.int().min(500).max(200_000),
}

/** How passages and tools are ranked. What an evaluation run varies, and what the inspector lets one try. */
export const rankSettingsSchema = z.object({
  lexicalWeight: rankFields.lexicalWeight.default(1),
  vectorWeight: rankFields.vectorWeight.default(1),
  fusionK: rankFields.fusionK.default(60),
  candidates: rankFields.candidates.default(100),
  rerank: rankFields.rerank.default(true),
  rerankTop: rankFields.rerankTop.default(30),
  limit: rankFields.limit.default(8),
  tokenLimit: rankFields.tokenLimit.default(6_000),
  diversity: rankFields.diversity.default(0.2),
  mergeNeighbours: rankFields.mergeNeighbours.default(true),
  minScore: rankFields.minScore.default(null),
  toolLimit: rankFields.toolLimit.default(24),
  toolTokenLimit: rankFields.toolTokenLimit.default(12_000),
})
export type RankSettings = z.infer<typeof rankSettingsSchema>

/** Some of them. Not `.partial()` of the above: zod fills in defaults there too, and would override all that is set. */
export const rankOverridesSchema = z.object(rankFields).partial()
export type RankOverrides = z.infer<typeof rankOverridesSchema>

/** Null where a ranking did not see it, or did not take part. */
const perRankingOf = <T extends z.ZodType>(value: T) =>
  z.object({
    lexical: value.nullable(),
    vector: value.nullable(),
    fused: value.nullable(),
    rerank: value.nullable(),
  })
/** BM25; cosine similarity; sum of weighted reciprocal ranks; the reranker's own. */
export const scoresSchema = perRankingOf(z.number())
export type Scores = z.infer<typeof scoresSchema>
/** Places in each ranking, from 1. */
export const ranksSchema = perRankingOf(z.int().positive())
export type Ranks = z.infer<typeof ranksSchema>

/** Why something that was found is not among what was taken. */
export const CUTS = ['limit', 'tokens', 'score', 'duplicate', 'merged', 'diversity'] as const
export const cutSchema = z.enum(CUTS)
export type Cut = z.infer<typeof cutSchema>

export const documentSignSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string().nullable(),
  kind: documentKindSchema,
  collection: z.uuid(),
})

export const foundPassageSchema = passageSchema.omit({ document: true }).extend({
  document: documentSignSchema,
  scores: scoresSchema,
  ranks: ranksSchema,
  /** Where the query's words stand in `text`: UTF-16 offsets, `end` exclusive. */
  marks: z.array(z.object({ start: z.int(), end: z.int() })),
})
export type FoundPassage = z.infer<typeof foundPassageSchema>

/** `text` is its beginning alone. */
export const cutPassageSchema = foundPassageSchema.extend({ why: cutSchema })
export type CutPassage = z.infer<typeof cutPassageSchema>

/** What served a search. */
export const rankerSchema = z.object({
  /** `pg_textsearch` where the database has it, else our own; both BM25. */
  lexical: z.enum(['pg_textsearch', 'portolan-bm25']),
  /** The embedding model; null: lexical only. */
  vector: z.string().nullable(),
  reranker: z.string().nullable(),
  /** The score that orders, and that `minScore` is held against. */
  deciding: z.enum(['lexical', 'vector', 'fused', 'rerank']).optional(),
  /** Why a part that is set did not take part: in words, for a person. */
  notes: z.array(z.string()),
})
export type Ranker = z.infer<typeof rankerSchema>

/** Milliseconds; null for what was not done. */
export const timingsSchema = z.object({
  embed: z.number().nullable(),
  lexical: z.number().nullable(),
  vector: z.number().nullable(),
  rerank: z.number().nullable(),
  total: z.number(),
})
export type Timings = z.infer<typeof timingsSchema>

/** A word of the query as the index knows it. */
export const queryTermSchema = z.object({
  term: z.string(),
  /** Passages (or tools) that hold it, and what that makes it worth (the IDF of BM25). */
  holding: z.int(),
  idf: z.number(),
})
export type QueryTerm = z.infer<typeof queryTermSchema>

export const searchResultSchema = z.object({
  passages: z.array(foundPassageSchema),
  /** The next best that were not taken, best first, and why. */
  cut: z.array(cutPassageSchema),
  timings: timingsSchema,
  ranker: rankerSchema,
  terms: z.array(queryTermSchema),
})
export type SearchResult = z.infer<typeof searchResultSchema>

/** A tool in a ranking. */
export const rankedToolSchema = z.object({
  server: z.string(),
  tool: z.string(),
  title: z.string().optional(),
  scores: scoresSchema,
  ranks: ranksSchema,
  taken: z.boolean(),
  /** Why it was not. `used`, for one taken: the conversation has called it before. */
  why: z.enum(['limit', 'tokens', 'too-large', 'held', 'used']).optional(),
  /** What speaks for it; absent in what was stored before this was told. */
  because: z
    .object({
      /** Words of the question, and words related to them, that the tool itself holds. */
      words: z.array(z.string()),
      /** What of its scores comes from what is known of its server; below 0 where servers are nearer on average. */
      fromServer: z.object({ lexical: z.number(), vector: z.number().nullable() }),
      /** Of a question that asks for several things, the part that it is nearest to. */
      part: z.string().optional(),
    })
    .optional(),
})
export type RankedTool = z.infer<typeof rankedToolSchema>

export const toolRankingSchema = z.object({
  tools: z.array(rankedToolSchema),
  timings: timingsSchema,
  ranker: rankerSchema,
  terms: z.array(queryTermSchema),
})
export type ToolRanking = z.infer<typeof toolRankingSchema>
