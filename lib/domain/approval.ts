import { z } from 'zod'

/** What is done with a call: it runs, a person is asked, or it is never made. */
export const APPROVAL_ACTIONS = ['allow', 'ask', 'deny'] as const
export const approvalActionSchema = z.enum(APPROVAL_ACTIONS)
export type ApprovalAction = z.infer<typeof approvalActionSchema>

/** `server/tool`, each with `*` (any characters) and `?` (one): `files/delete_*`, `prod-*\/*`. */
export const approvalPatternSchema = z
  .string()
  .trim()
  .min(3)
  .max(700)
  .regex(
    /^[^/\s]+\/\S.*$/,
    'A rule names a server and a tool with a slash between, as files/delete_* or prod-*/*',
  )

/** Of the rules that fit a tool, deny wins, then ask, then allow. */
export const approvalRuleSchema = z.object({ pattern: approvalPatternSchema, action: approvalActionSchema })
export type ApprovalRule = z.infer<typeof approvalRuleSchema>

export const REMEMBER_SCOPES = ['conversation', 'always'] as const

/** A person's word on a call that waits for it. */
export const approvalAnswerSchema = z.object({
  /** Of the request, as the waiting call carries it. */
  id: z.string().min(1).max(200),
  approved: z.boolean(),
  /** Why not; the model is told. */
  reason: z.string().trim().max(2_000).optional(),
  /** The arguments as the person has changed them; these are sent, not the model's. */
  arguments: z.record(z.string(), z.json()).optional(),
  /** Lets the same tool run without asking, in this conversation or everywhere. */
  remember: z.enum(REMEMBER_SCOPES).optional(),
})
export type ApprovalAnswer = z.infer<typeof approvalAnswerSchema>

/** What became of a request for approval; kept with the answer it belongs to. */
export const approvalNoteSchema = z.object({
  toolCallId: z.string(),
  /** `superseded`: a new question was asked instead, which counts as a no. */
  outcome: z.enum(['approved', 'denied', 'superseded']),
  reason: z.string().optional(),
  /** What was sent instead of the arguments that the model had written. */
  arguments: z.record(z.string(), z.json()).optional(),
  remembered: z.enum(REMEMBER_SCOPES).optional(),
})
export type ApprovalNote = z.infer<typeof approvalNoteSchema>
