import { z } from 'zod'
import { approvalAnswerSchema } from '../approval'
import { toolResultSchema, toolSchema } from '../capability'
import { connectionSchema } from '../connection'
import { flagSchema, many, operation } from './operation'

export const MODEL_PROVIDERS = ['openai', 'anthropic', 'openai-compatible', 'ollama'] as const

/** What a million tokens cost. */
export const modelPricesSchema = z.object({
  input: z.number().min(0).max(1_000_000),
  output: z.number().min(0).max(1_000_000),
  /** Of the input, what the provider's cache held; the price of other input without. */
  cached: z.number().min(0).max(1_000_000).optional(),
  /** ISO 4217, as USD. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
})
export type ModelPrices = z.infer<typeof modelPricesSchema>

/** Which model answers. The key is sealed in the store and never returned. */
export const modelSettingsSchema = z.object({
  provider: z.enum(MODEL_PROVIDERS),
  model: z.string().min(1).max(200),
  /** For `openai-compatible` and `ollama`; elsewhere the provider's own. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  apiKey: z.string().max(1_000).optional(),
  /** Tokens that a request to the model may hold, question and answer together. */
  contextTokens: z.int().min(256).max(100_000_000).optional(),
  prices: modelPricesSchema.optional(),
})
export type ModelSettings = z.infer<typeof modelSettingsSchema>

/** What one model holds and costs, wherever it is chosen. */
export const modelMeasuresSchema = modelSettingsSchema.pick({
  provider: true,
  model: true,
  contextTokens: true,
  prices: true,
})
export type ModelMeasures = z.infer<typeof modelMeasuresSchema>

export const modelViewSchema = modelSettingsSchema.omit({ apiKey: true }).extend({
  hasKey: z.boolean(),
  /** Where it was set. */
  origin: z.enum(['settings', 'environment']),
})

export type ModelView = z.infer<typeof modelViewSchema>

/** A place that could answer: a local Ollama with its models, or a provider whose key the environment holds. */
export const detectedModelsSchema = z.object({
  provider: z.enum(MODEL_PROVIDERS),
  baseUrl: z.string(),
  models: z.array(z.string()),
})
export type DetectedModels = z.infer<typeof detectedModelsSchema>

export const getModel = operation({
  id: 'getModel',
  method: 'GET',
  path: '/api/settings/model',
  summary: 'The model in use, if any, and the local models that were detected',
  response: z.object({
    model: modelViewSchema.nullable(),
    detected: z.array(detectedModelsSchema),
    /** What other models hold and cost, for answers that they give. */
    measures: z.array(modelMeasuresSchema),
  }),
})

export const setModelMeasures = operation({
  id: 'setModelMeasures',
  method: 'PUT',
  path: '/api/settings/model/measures',
  summary:
    'Say what a model holds and costs that is chosen for single questions; with neither, that is forgotten',
  body: modelMeasuresSchema,
  response: z.object({ measures: z.array(modelMeasuresSchema) }),
})

export const setModel = operation({
  id: 'setModel',
  method: 'PUT',
  path: '/api/settings/model',
  summary: 'Choose the model; a missing key keeps the stored one, an empty one removes it',
  body: modelSettingsSchema,
  response: modelViewSchema,
})

export const clearModel = operation({
  id: 'clearModel',
  method: 'DELETE',
  path: '/api/settings/model',
  summary: "Forget the model chosen here; the environment's applies again",
  response: z.undefined(),
  status: 204,
})

export const testModel = operation({
  id: 'testModel',
  method: 'POST',
  path: '/api/settings/model/test',
  summary:
    'Ask the model for one word and say whether it answered; the one given, or without one the one in use',
  body: modelSettingsSchema.optional(),
  response: z.object({ ok: z.boolean(), message: z.string(), durationMs: z.number() }),
})

export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  pinned: z.boolean(),
  tags: z.array(z.string()),
  /** There is a link that shows a branch of it. */
  shared: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Conversation = z.infer<typeof conversationSchema>

const idParams = z.object({ id: z.uuid() })

export const getCallResult = operation({
  id: 'getCallResult',
  method: 'GET',
  path: '/api/conversations/{id}/calls/{call}',
  summary: 'What a tool call of a conversation answered, whole',
  params: idParams.extend({ call: z.string().min(1).max(512) }),
  response: toolResultSchema,
})

export const findTools = operation({
  id: 'findTools',
  method: 'GET',
  path: '/api/tools',
  summary: 'Known tools of all servers, nearest to the words first',
  query: z.object({
    q: z.string().max(500).default(''),
    server: many(z.string()).optional(),
    tag: many(z.string()).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    items: z.array(
      z.object({
        server: z.string(),
        connection: connectionSchema,
        tool: toolSchema,
        /** False in an outage of its server. */
        available: z.boolean(),
        /** It says something else than before, and can't be called until a person has approved it. */
        held: z.boolean(),
      }),
    ),
    nextCursor: z.null(),
    /** How many tools were searched, on how many servers. */
    searched: z.object({ tools: z.number().int(), servers: z.number().int() }),
    /** Enabled servers whose tools are not known, as they were not connected yet. */
    unlisted: z.number().int(),
  }),
})
export type FoundTools = z.infer<typeof findTools.response>

/** A model by name, at a provider that is set up. */
export const chosenModelSchema = z.object({
  provider: z.enum(MODEL_PROVIDERS),
  model: z.string().min(1).max(200),
})
export type ChosenModel = z.infer<typeof chosenModelSchema>

/** Only the new message comes from the browser; the history is the store's. */
export const chatBodySchema = z.object({
  /** Made by the caller; the first message with a new id starts the conversation. */
  conversationId: z.uuid(),
  message: z.looseObject({
    id: z
      .string()
      .min(1)
      .max(100)
      .refine((id) => id.isWellFormed(), 'It holds half a character'),
    role: z.literal('user'),
    parts: z.array(z.looseObject({ type: z.string() })).min(1),
  }),
  /** Which servers' tools take part; all enabled servers without. */
  servers: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  /** Which collections of documents are searched, by id or name; all without, none when empty. */
  collections: z.array(z.string()).max(200).optional(),
  /**
   * The message that a new question follows; null begins anew; the end of the branch that is shown, without. A message
   * that is stored already is a question to be answered once more, in a branch beside the answers that it has.
   */
  parent: z.string().min(1).max(100).nullable().optional(),
  /** Which model answers; the one that is set without. */
  model: chosenModelSchema.optional(),
  /** To compare two models: this answer runs at the same time as the one to the same question that runs already. */
  beside: z.boolean().optional(),
  /**
   * A person's word on the calls that the answer to this message waits for: all of them at once. The answer then goes
   * on; the message is not asked anew.
   */
  approvals: z.array(approvalAnswerSchema).min(1).max(200).optional(),
})
export type ChatBody = z.infer<typeof chatBodySchema>

export const chat = operation({
  id: 'chat',
  method: 'POST',
  path: '/api/chat',
  summary: "One turn, streamed in the AI SDK's UI message stream protocol",
  body: chatBodySchema,
  response: z.unknown(),
  mediaType: 'text/event-stream',
})

/** What there was of the running answer from its start, and what comes; 204 where none runs in this process. */
export const resumeChat = operation({
  id: 'resumeChat',
  method: 'GET',
  path: '/api/chat/{id}/stream',
  summary: "The running answer of a conversation from its start, in the AI SDK's UI message stream protocol",
  params: idParams,
  query: z.object({
    /** The answer that runs beside the other one, to compare two models. */
    beside: flagSchema.optional(),
  }),
  response: z.unknown(),
  mediaType: 'text/event-stream',
})

export const stopChat = operation({
  id: 'stopChat',
  method: 'POST',
  path: '/api/chat/{id}/stop',
  summary:
    'Stop the running answer of a conversation, whoever asked for it; answers when what there is of it is kept',
  params: idParams,
  response: z.object({ stopped: z.boolean() }),
})
