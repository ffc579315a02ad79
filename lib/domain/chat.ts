import { z } from 'zod'
import type { ApprovalNote } from './approval'
import { toolResultSchema } from './capability'
import {
  cutPassageSchema,
  foundPassageSchema,
  queryTermSchema,
  rankedToolSchema,
  rankerSchema,
  timingsSchema,
} from './retrieval'

/** Why a server's tools take no part in an answer. */
export const absenceSchema = z.object({
  server: z.string(),
  reason: z.enum([
    'disabled',
    'unknown',
    'idle',
    'connecting',
    'waiting',
    'needs-auth',
    'failed',
    'stopping',
  ]),
  /** A sentence for a person. */
  message: z.string(),
})
export type Absence = z.infer<typeof absenceSchema>

/** Tools of one server that were known and yet not offered, and why. */
export const withholdingSchema = z.object({
  server: z.string(),
  /** `held`: they say something else than before, and nobody has approved that. `denied`: by a rule. */
  reason: z.enum(['limit', 'too-large', 'held', 'denied']),
  count: z.number().int().positive(),
  /** The first of them by name. */
  tools: z.array(z.string()),
})
export type Withholding = z.infer<typeof withholdingSchema>

export const offeredToolSchema = z.object({
  /** As the model knows it. */
  name: z.string(),
  server: z.string(),
  tool: z.string(),
  title: z.string().optional(),
  /** Whether a person is asked before it runs, and by what: its annotations or a rule. */
  approval: z
    .object({
      needed: z.boolean(),
      why: z.string(),
      /** The rule that says so: one that asks can't be overruled by remembering. */
      rule: z.string().optional(),
    })
    .optional(),
})

/** What a turn had to work with: said once, at its start. */
export const offerSchema = z.object({
  /** How many tools may be offered at most. */
  limit: z.number().int(),
  /** How many tools the taking-part servers have. */
  known: z.number().int(),
  offered: z.array(offeredToolSchema),
  withheld: z.array(withholdingSchema),
  absent: z.array(absenceSchema),
  /** Absent servers beyond those listed. */
  moreAbsent: z.number().int(),
  /** Older messages that were left out so that the question fits. */
  forgotten: z.number().int(),
  /** The servers and tags that were chosen to take part; all without. */
  selection: z
    .object({ servers: z.array(z.string()).optional(), tags: z.array(z.string()).optional() })
    .optional(),
  /** How the known tools were ranked for the question: the best of them, with those taken and those cut. */
  ranking: z.array(rankedToolSchema).optional(),
})
export type Offer = z.infer<typeof offerSchema>

/** One finished tool call of a turn. */
export const callNoteSchema = z.object({
  toolCallId: z.string(),
  server: z.string(),
  tool: z.string(),
  durationMs: z.number(),
  outcome: z.enum(['ok', 'tool-error', 'failed', 'cancelled']),
  /** What a tool that says it failed answered with; a successful result is the call's own output. */
  result: toolResultSchema.optional(),
  /** Set where the model saw only the beginning: characters it saw, characters there are. */
  cutForModel: z.object({ shown: z.number().int(), total: z.number().int() }).optional(),
  /** Set where the page got only a part: the size of the whole in bytes, which can be fetched by the call's id. */
  wholeBytes: z.number().int().optional(),
  /** What the server asked its client for in the middle of the call, in vain: sentences. */
  refused: z.array(z.string()).optional(),
})
export type CallNote = z.infer<typeof callNoteSchema>

/** The passages that an answer was given, numbered as it cites them, and what came near. */
export const evidenceSchema = z.object({
  /** What was searched for: the question, or what it means in its conversation. */
  query: z.string(),
  /** The collections that were searched; all without. */
  collections: z.array(z.string()).optional(),
  passages: z.array(foundPassageSchema.extend({ number: z.int().positive() })),
  cut: z.array(cutPassageSchema),
  timings: timingsSchema,
  ranker: rankerSchema,
  terms: z.array(queryTermSchema),
  /** Why nothing was searched, or not all: in words. */
  notes: z.array(z.string()),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** One citation of an answer, as it was checked when the answer had ended. */
export const citationSchema = z.object({
  number: z.int(),
  /** Where the mark stands in the answer's whole text (its text parts joined by a blank line): UTF-16 offset of `[`. */
  at: z.int(),
  /** The sentence or list item that it stands behind. */
  claim: z.string(),
  /** `missing`: there is no passage of this number. `doubtful`: it shares too few of the claim's key terms. */
  verdict: z.enum(['supported', 'doubtful', 'missing']),
  /** The key terms that claim and passage share, as the passage writes them; and those it does not hold. */
  shared: z.array(z.string()),
  lacking: z.array(z.string()),
  /** Where the words that support the claim stand in the passage's text. */
  marks: z.array(z.object({ start: z.int(), end: z.int() })),
})
export type Citation = z.infer<typeof citationSchema>

/** Something a server asks of the person in the middle of a call. */
export const questionSchema = z.object({
  id: z.uuid(),
  toolCallId: z.string(),
  server: z.string(),
  tool: z.string(),
  message: z.string(),
  asks: z.discriminatedUnion('kind', [
    /** A form: a flat JSON Schema (elicitation, form mode). */
    z.object({ kind: z.literal('form'), schema: z.record(z.string(), z.unknown()) }),
    /** A page to visit (elicitation, URL mode); shown whole, opened by the person alone. */
    z.object({ kind: z.literal('url'), url: z.string() }),
    /** A model's answer to what the server has written (sampling). */
    z.object({
      kind: z.literal('sampling'),
      system: z.string().optional(),
      messages: z.array(z.object({ role: z.string(), text: z.string() })),
      maxTokens: z.number(),
      /** What the model has answered, for the person to see before the server does. */
      draft: z.object({ text: z.string(), model: z.string() }).optional(),
    }),
  ]),
  /** `working`: the model is answering. */
  state: z.enum(['waiting', 'working', 'accepted', 'declined', 'cancelled', 'expired']),
})
export type Question = z.infer<typeof questionSchema>

/** A server's resource that goes with a question: its text as it was read when the question was asked. */
export const attachedResourceSchema = z.object({
  server: z.string(),
  uri: z.string(),
  name: z.string(),
  mimeType: z.string().optional(),
  text: z.string(),
  /** Set where only the beginning was taken: characters taken, characters there were. */
  cut: z.object({ shown: z.number().int(), total: z.number().int() }).optional(),
})
export type AttachedResource = z.infer<typeof attachedResourceSchema>

export const callProgressSchema = z.object({
  toolCallId: z.string(),
  progress: z.number(),
  total: z.number().optional(),
  message: z.string().optional(),
})
export type CallProgress = z.infer<typeof callProgressSchema>

/** What a person should know of how an answer came about, beside the answer; a sentence each. */
export const noticeSchema = z.object({
  kind: z.enum(['retried', 'shortened', 'looped', 'invalid-call', 'not-searched']),
  message: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>

/** The turn waits before it asks the model's provider again. Null: it waits no more. */
export const waitingSchema = z
  .object({
    /** Why, in words. */
    message: z.string(),
    /** The try that comes, of at most so many. */
    attempt: z.int(),
    of: z.int(),
    until: z.iso.datetime(),
  })
  .nullable()
export type Waiting = z.infer<typeof waitingSchema>

/** The provider of an answer that no model has given: what was found is all of it. */
export const NO_MODEL = 'none'

/** How a turn went; the answer's metadata. Without an outcome it is still going, or was broken off. */
export const turnNoteSchema = z.object({
  startedAt: z.iso.datetime(),
  provider: z.string(),
  model: z.string(),
  outcome: z.enum(['completed', 'stopped', 'failed', 'step-limit']).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** The provider's word for how its last answer ended: `stop`, `length`, `content-filter`, … */
  finishReason: z.string().optional(),
  durationMs: z.number().optional(),
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  /** Of the input, read from the provider's cache. */
  cachedTokens: z.number().optional(),
  /** Tokens that the last request to the model held: how full its context is. */
  contextTokens: z.number().optional(),
  /** By the model's prices as they were then. */
  cost: z.number().optional(),
  /** Of the cost; ISO 4217. */
  currency: z.string().optional(),
  /** How many tokens the model's context holds, as its settings said then. */
  contextLimit: z.number().optional(),
  /** The message that this one answers or follows; the tree of a conversation's branches. */
  parent: z.string().nullable().optional(),
})
export type TurnNote = z.infer<typeof turnNoteSchema>

/** Names of an answer's data parts, and what each holds. A type, not an interface: the AI SDK wants an index signature. */
export type TurnData = {
  offer: Offer
  call: CallNote
  evidence: Evidence
  citations: Citation[]
  question: Question
  progress: CallProgress
  approval: ApprovalNote
  waiting: Waiting
  notices: Notice[]
  /** In a question, not in an answer. */
  resource: AttachedResource
}

/** Names a call's server and tool on the call itself (the AI SDK's `toolMetadata`). */
export const toolOriginSchema = z.object({ server: z.string(), tool: z.string() })
