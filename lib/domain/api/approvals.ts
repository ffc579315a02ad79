import { z } from 'zod'
import { approvalRuleSchema } from '../approval'
import { questionSchema } from '../chat'
import { operation } from './operation'

/** What a person has let run for the rest of one conversation. */
export const rememberedSchema = z.object({
  id: z.uuid(),
  conversation: z.uuid(),
  /** The conversation's title. */
  title: z.string(),
  pattern: z.string(),
  createdAt: z.iso.datetime(),
})
export type Remembered = z.infer<typeof rememberedSchema>

export const getApprovals = operation({
  id: 'getApprovals',
  method: 'GET',
  path: '/api/settings/approvals',
  summary: 'Rules for which tools run, ask or never run in the playground, and what conversations remember',
  response: z.object({ rules: z.array(approvalRuleSchema), remembered: z.array(rememberedSchema) }),
})
export type ApprovalsView = z.infer<typeof getApprovals.response>

export const setApprovals = operation({
  id: 'setApprovals',
  method: 'PUT',
  path: '/api/settings/approvals',
  summary: 'Replace the rules that hold everywhere; of those that fit a tool deny wins, then ask, then allow',
  body: z.object({ rules: z.array(approvalRuleSchema).max(500) }),
  response: getApprovals.response,
})

export const forgetRemembered = operation({
  id: 'forgetRemembered',
  method: 'DELETE',
  path: '/api/settings/approvals/remembered/{id}',
  summary: 'Ask again where a conversation has let a tool run',
  params: z.object({ id: z.uuid() }),
  response: z.undefined(),
  status: 204,
})

export const listQuestions = operation({
  id: 'listQuestions',
  method: 'GET',
  path: '/api/chat/questions',
  summary: 'What servers ask in the middle of calls, and nobody has answered yet',
  query: z.object({
    conversation: z.uuid().optional(),
    server: z.string().optional(),
    /** As the model, or whoever makes it by hand, has named the call. */
    call: z.string().max(512).optional(),
  }),
  response: z.object({ items: z.array(questionSchema), nextCursor: z.null() }),
})

export const answerQuestion = operation({
  id: 'answerQuestion',
  method: 'POST',
  path: '/api/chat/questions/{id}',
  summary: 'Answer what a server asks in the middle of a call; the first answer wins',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    action: z.enum(['accept', 'decline', 'cancel']),
    /** The filled form; for a model's answer the text as it goes back, where the person has changed it. */
    content: z
      .record(z.string(), z.union([z.string().max(100_000), z.number(), z.boolean(), z.array(z.string())]))
      .optional(),
  }),
  response: questionSchema,
})
