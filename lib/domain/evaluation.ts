import { z } from 'zod'
import { rankSettingsSchema } from './retrieval'

/** What a good search finds: a document, or the passage of it that holds a quote or stands under a heading. */
export const expectedPassageSchema = z.object({
  /** The document's name, as in `guides/dns.md`. */
  document: z.string().min(1).max(500),
  heading: z.string().max(500).optional(),
  /** Words that the passage holds; white space and case don't count. */
  quote: z.string().max(2_000).optional(),
})
export type ExpectedPassage = z.infer<typeof expectedPassageSchema>

export const expectedToolSchema = z.object({
  server: z.string().optional(),
  tool: z.string().min(1).max(200),
})
export type ExpectedTool = z.infer<typeof expectedToolSchema>

export const goldQuestionSchema = z.object({
  id: z.uuid(),
  question: z.string().trim().min(1).max(10_000),
  passages: z.array(expectedPassageSchema).max(50),
  tools: z.array(expectedToolSchema).max(50),
  note: z.string().max(2_000).default(''),
})
export type GoldQuestion = z.infer<typeof goldQuestionSchema>

export const goldSetSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  /** The collections that are searched; all without. */
  collections: z.array(z.uuid()),
  questions: z.int(),
  /** A run below these fails the gate. */
  gate: z.object({ metric: z.string(), atLeast: z.number() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type GoldSet = z.infer<typeof goldSetSchema>

/** 0 to 1; null where no question expects such a thing. */
export const metricsSchema = z.object({
  recallAt1: z.number(),
  recallAt3: z.number(),
  recallAt5: z.number(),
  recallAt10: z.number(),
  /** Mean reciprocal rank of the first that was expected, among the first ten. */
  mrr: z.number(),
  /** Normalised discounted cumulative gain at ten, binary relevance (Järvelin and Kekäläinen, TOIS 2002). */
  ndcgAt10: z.number(),
  /** Share of questions of which all that was expected is among the first ten. */
  completenessAt10: z.number(),
})
export type Metrics = z.infer<typeof metricsSchema>
export type Metric = keyof Metrics

export const evaluationStateSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])

export const evaluationRunSchema = z.object({
  id: z.uuid(),
  goldSet: z.uuid(),
  settings: rankSettingsSchema,
  /** What searched: `pg_textsearch + all-minilm-l6-v2`. */
  ranker: z.string(),
  state: evaluationStateSchema,
  done: z.int(),
  total: z.int(),
  passages: metricsSchema.nullable(),
  tools: metricsSchema.nullable(),
  /** Of one search. */
  medianMs: z.number().nullable(),
  passedGate: z.boolean().nullable(),
  error: z.string().nullable(),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type EvaluationRun = z.infer<typeof evaluationRunSchema>

/** How one question fared in a run. */
export const questionOutcomeSchema = z.object({
  question: goldQuestionSchema,
  /** Ranks of what was expected, in its order; null: not among the first so many. */
  passageRanks: z.array(z.int().nullable()),
  toolRanks: z.array(z.int().nullable()),
  /** What came first instead: names of documents or tools. */
  found: z.array(z.string()),
  passages: metricsSchema.nullable(),
  tools: metricsSchema.nullable(),
})
export type QuestionOutcome = z.infer<typeof questionOutcomeSchema>
