import { z } from 'zod'
import {
  evaluationRunSchema,
  expectedPassageSchema,
  expectedToolSchema,
  goldQuestionSchema,
  goldSetSchema,
  metricsSchema,
  questionOutcomeSchema,
} from '../evaluation'
import { rankOverridesSchema } from '../retrieval'
import { operation } from './operation'

const idParams = z.object({ id: z.uuid() })
const questionParams = idParams.extend({ question: z.uuid() })

const gateSchema = z.object({ metric: metricsSchema.keyof(), atLeast: z.number().min(0).max(1) })

export const goldSetInputSchema = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1_000).default(''),
  collections: z.array(z.uuid()).default([]),
  gate: gateSchema.nullable().default(null),
})

export const questionInputSchema = z.object({
  question: z.string().trim().min(1).max(10_000),
  passages: z.array(expectedPassageSchema).max(50).default([]),
  tools: z.array(expectedToolSchema).max(50).default([]),
  note: z.string().max(2_000).default(''),
})
export type QuestionInput = z.infer<typeof questionInputSchema>

export const listGoldSets = operation({
  id: 'listGoldSets',
  method: 'GET',
  path: '/api/evaluation/sets',
  summary: 'Sets of questions whose answers are known, by name, each with its newest run',
  response: z.object({
    items: z.array(goldSetSchema.extend({ newest: evaluationRunSchema.nullable() })),
  }),
})

export const createGoldSet = operation({
  id: 'createGoldSet',
  method: 'POST',
  path: '/api/evaluation/sets',
  summary: 'Make a set of questions',
  body: goldSetInputSchema,
  response: goldSetSchema,
  status: 201,
})

export const getGoldSet = operation({
  id: 'getGoldSet',
  method: 'GET',
  path: '/api/evaluation/sets/{id}',
  summary: 'A set with its questions and its runs, newest first',
  params: idParams,
  response: goldSetSchema.extend({
    items: z.array(goldQuestionSchema),
    runs: z.array(evaluationRunSchema),
  }),
})

export const changeGoldSet = operation({
  id: 'changeGoldSet',
  method: 'PATCH',
  path: '/api/evaluation/sets/{id}',
  summary: 'Rename a set, or set what a run must reach',
  params: idParams,
  body: z.object({
    name: z.string().trim().min(1).max(100).optional(),
    description: z.string().trim().max(1_000).optional(),
    collections: z.array(z.uuid()).optional(),
    gate: gateSchema.nullable().optional(),
  }),
  response: goldSetSchema,
})

export const removeGoldSet = operation({
  id: 'removeGoldSet',
  method: 'DELETE',
  path: '/api/evaluation/sets/{id}',
  summary: 'Delete a set with its questions and runs',
  params: idParams,
  response: z.undefined(),
  status: 204,
})

export const addQuestion = operation({
  id: 'addQuestion',
  method: 'POST',
  path: '/api/evaluation/sets/{id}/questions',
  summary: 'Add a question',
  params: idParams,
  body: questionInputSchema,
  response: goldQuestionSchema,
  status: 201,
})

export const changeQuestion = operation({
  id: 'changeQuestion',
  method: 'PUT',
  path: '/api/evaluation/sets/{id}/questions/{question}',
  summary: 'Change a question',
  params: questionParams,
  body: questionInputSchema,
  response: goldQuestionSchema,
})

export const removeQuestion = operation({
  id: 'removeQuestion',
  method: 'DELETE',
  path: '/api/evaluation/sets/{id}/questions/{question}',
  summary: 'Delete a question',
  params: questionParams,
  response: z.undefined(),
  status: 204,
})

export const importQuestions = operation({
  id: 'importQuestions',
  method: 'POST',
  path: '/api/evaluation/sets/{id}/import',
  summary: 'Add questions from JSONL or CSV; a bad line is told and harms no other',
  params: idParams,
  body: z.object({ format: z.enum(['jsonl', 'csv']), text: z.string().max(10_000_000) }),
  response: z.object({
    added: z.int(),
    refused: z.array(z.object({ line: z.int(), message: z.string() })),
  }),
})

export const exportQuestions = operation({
  id: 'exportQuestions',
  method: 'GET',
  path: '/api/evaluation/sets/{id}/export',
  summary: 'The questions as JSONL, as the import takes them',
  params: idParams,
  response: z.unknown(),
  mediaType: 'application/jsonl',
})

export const startEvaluation = operation({
  id: 'startEvaluation',
  method: 'POST',
  path: '/api/evaluation/sets/{id}/runs',
  summary: 'Search for every question and measure; a job, told of by events',
  params: idParams,
  body: z.object({ settings: rankOverridesSchema.default({}) }),
  response: evaluationRunSchema,
  status: 202,
})

export const getEvaluation = operation({
  id: 'getEvaluation',
  method: 'GET',
  path: '/api/evaluation/runs/{id}',
  summary: 'A run with every question, beside an earlier run where one is named',
  params: idParams,
  query: z.object({ against: z.uuid().optional() }),
  response: evaluationRunSchema.extend({
    outcomes: z.array(questionOutcomeSchema),
    /** The run that it is compared with, and its outcomes by question. */
    against: evaluationRunSchema.extend({ outcomes: z.array(questionOutcomeSchema) }).nullable(),
  }),
})

export const cancelEvaluation = operation({
  id: 'cancelEvaluation',
  method: 'DELETE',
  path: '/api/evaluation/runs/{id}',
  summary: 'Cancel a run',
  params: idParams,
  response: evaluationRunSchema,
})
