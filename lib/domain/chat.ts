import { z } from 'zod'
import { toolResultSchema } from './capability'

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
  /** `held`: they say something else than before, and nobody has approved that. */
  reason: z.enum(['limit', 'too-large', 'held']),
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
})
export type CallNote = z.infer<typeof callNoteSchema>

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
})
export type TurnNote = z.infer<typeof turnNoteSchema>

/** Names of an answer's data parts, and what each holds. A type, not an interface: the AI SDK wants an index signature. */
export type TurnData = { offer: Offer; call: CallNote }

/** Names a call's server and tool on the call itself (the AI SDK's `toolMetadata`). */
export const toolOriginSchema = z.object({ server: z.string(), tool: z.string() })
