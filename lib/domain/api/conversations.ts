import { z } from 'zod'
import { conversationSchema } from './chat'
import { many, operation } from './operation'

const idParams = z.object({ id: z.uuid() })
const messageIdSchema = z.string().min(1).max(100)
const titleSchema = z.string().trim().min(1).max(200)
/** Commas stand between tags in a query. */
const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^,]+$/, 'A tag holds no comma')

export const listConversations = operation({
  id: 'listConversations',
  method: 'GET',
  path: '/api/conversations',
  summary: 'Conversations, pinned ones first, then by when they were last written to',
  query: z.object({
    /** Words that the title or one message must hold, all of them. */
    q: z.string().max(200).default(''),
    tag: many(tagSchema).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
  }),
  response: z.object({
    items: z.array(
      conversationSchema.extend({
        /** What a message says around the words that were searched for. */
        excerpt: z.string().optional(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
})
export type ListedConversation = z.infer<typeof listConversations.response>['items'][number]

export const conversationTags = operation({
  id: 'conversationTags',
  method: 'GET',
  path: '/api/conversations/tags',
  summary: 'Tags of conversations, and how many have each',
  response: z.record(z.string(), z.number().int()),
})

export const conversationUsageSchema = z.object({
  /** Answers in all branches. */
  turns: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedTokens: z.number(),
  costs: z.array(z.object({ currency: z.string(), cost: z.number() })),
})
export type ConversationUsage = z.infer<typeof conversationUsageSchema>

/** A branch, or the end of one. */
const branchSchema = conversationSchema.extend({
  /** The last message of the branch that is shown to whoever opens the conversation. */
  head: z.string().nullable(),
  messages: z.array(z.looseObject({ id: z.string(), role: z.string() })),
  /** Whether the branch has messages before the first of these. */
  hasEarlier: z.boolean(),
  /** Of messages that others could stand in the place of: the ids of all of them, in the order in which they were begun. */
  branches: z.record(z.string(), z.array(z.string())),
  usage: conversationUsageSchema,
})
export type Branch = z.infer<typeof branchSchema>

const pageQuery = z.object({
  /** The newest so many; all without. */
  limit: z.coerce.number().int().min(1).max(2_000).optional(),
})

export const getConversation = operation({
  id: 'getConversation',
  method: 'GET',
  path: '/api/conversations/{id}',
  summary: 'A conversation with the messages of a branch (UI messages of the AI SDK), the first one first',
  params: idParams,
  query: pageQuery.extend({
    /** Where the branch ends; the one that is shown without. */
    leaf: messageIdSchema.optional(),
    /** Only what stands before this message of the branch. */
    before: messageIdSchema.optional(),
  }),
  response: branchSchema,
})

export const changeConversation = operation({
  id: 'changeConversation',
  method: 'PATCH',
  path: '/api/conversations/{id}',
  summary: 'Rename, pin or tag a conversation',
  params: idParams,
  body: z
    .object({
      title: titleSchema.optional(),
      pinned: z.boolean().optional(),
      tags: z.array(tagSchema).max(20).optional(),
    })
    .refine((body) => Object.keys(body).length > 0, 'Say what to change'),
  response: conversationSchema,
})
export type ConversationChange = z.infer<typeof changeConversation.body>

export const removeConversation = operation({
  id: 'removeConversation',
  method: 'DELETE',
  path: '/api/conversations/{id}',
  summary: 'Delete a conversation and its link; it can be restored for a day',
  params: idParams,
  response: z.undefined(),
  status: 204,
})

export const restoreConversation = operation({
  id: 'restoreConversation',
  method: 'POST',
  path: '/api/conversations/{id}/restore',
  summary: 'Bring a deleted conversation back',
  params: idParams,
  response: conversationSchema,
})

export const showBranch = operation({
  id: 'showBranch',
  method: 'PUT',
  path: '/api/conversations/{id}/head',
  summary: 'Show the branch that goes through a message: to its newest end',
  params: idParams,
  query: pageQuery,
  body: z.object({ message: messageIdSchema }),
  response: branchSchema,
})

export const removeBranch = operation({
  id: 'removeBranch',
  method: 'DELETE',
  path: '/api/conversations/{id}/messages/{message}',
  summary: 'Delete a message and all that follows it, for good; answers with the branch that is shown then',
  params: idParams.extend({ message: messageIdSchema }),
  query: pageQuery,
  response: branchSchema,
})

export const shareSchema = z.object({
  sharedAt: z.iso.datetime(),
  /** Whether it shows arguments and results of tool calls, and passages of documents. */
  results: z.boolean(),
  /** Messages of the shown branch that came after what the link shows. */
  behind: z.number().int(),
})
export type Share = z.infer<typeof shareSchema>

export const getShare = operation({
  id: 'getShare',
  method: 'GET',
  path: '/api/conversations/{id}/share',
  summary: 'What the link of a conversation shows; null where there is no link',
  params: idParams,
  response: shareSchema.nullable(),
})

export const shareConversation = operation({
  id: 'shareConversation',
  method: 'POST',
  path: '/api/conversations/{id}/share',
  summary: 'Make a link that shows the branch as it is now, read-only; the link before stops working',
  params: idParams,
  body: z.object({ results: z.boolean().default(false) }),
  /** The token is not kept: this is the only time that it is told. The page is `/shared/<token>`. */
  response: shareSchema.extend({ token: z.string() }),
})

export const changeShare = operation({
  id: 'changeShare',
  method: 'PUT',
  path: '/api/conversations/{id}/share',
  summary: 'Let the link show the branch as it is now, with or without results',
  params: idParams,
  body: z.object({ results: z.boolean() }),
  response: shareSchema,
})

export const unshareConversation = operation({
  id: 'unshareConversation',
  method: 'DELETE',
  path: '/api/conversations/{id}/share',
  summary: 'Let the link show nothing any more',
  params: idParams,
  response: z.undefined(),
  status: 204,
})

export const exportMarkdown = operation({
  id: 'exportMarkdown',
  method: 'GET',
  path: '/api/conversations/{id}/export.md',
  summary: 'The shown branch as Markdown, with numbered citations and their sources',
  params: idParams,
  response: z.string(),
  mediaType: 'text/markdown',
})

export const exportJson = operation({
  id: 'exportJson',
  method: 'GET',
  path: '/api/conversations/{id}/export.json',
  summary: 'The conversation with the messages of all branches, and results whole',
  params: idParams,
  response: z.unknown(),
})
