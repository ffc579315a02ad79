import { z } from 'zod'
import { promptSchema, resourceSchema, resourceTemplateSchema } from '../capability'
import { serverNameSchema } from '../server-name'
import { many, operation } from './operation'

const query = z.object({
  q: z.string().max(500).default(''),
  server: many(z.string()).optional(),
  tag: many(z.string()).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** What is found among connected servers; the others say nothing until they are connected. */
const beside = {
  nextCursor: z.null(),
  /** How many were searched, on how many servers. */
  searched: z.object({ items: z.number().int(), servers: z.number().int() }),
  /** Enabled servers that are not connected, or did not answer in time. */
  unlisted: z.number().int(),
}

export const findPrompts = operation({
  id: 'findPrompts',
  method: 'GET',
  path: '/api/prompts',
  summary: 'Prompts of all connected servers, nearest to the words first',
  query,
  response: z.object({
    items: z.array(z.object({ server: z.string(), prompt: promptSchema })),
    ...beside,
  }),
})
export type FoundPrompt = z.infer<typeof findPrompts.response>['items'][number]

export const findResources = operation({
  id: 'findResources',
  method: 'GET',
  path: '/api/resources',
  summary: 'Resources and their templates of all connected servers, nearest to the words first',
  query,
  response: z.object({
    items: z.array(z.object({ server: z.string(), resource: resourceSchema })),
    /** What becomes a resource with values for its variables (RFC 6570); so many beside the items. */
    templates: z.array(z.object({ server: z.string(), template: resourceTemplateSchema })),
    ...beside,
  }),
})
export type FoundResource = z.infer<typeof findResources.response>['items'][number]
export type FoundTemplate = z.infer<typeof findResources.response>['templates'][number]

export const completeArgument = operation({
  id: 'completeArgument',
  method: 'POST',
  path: '/api/servers/{name}/complete',
  summary: "What a server proposes for an argument of a prompt, or of a resource's URI template",
  params: z.object({ name: serverNameSchema }),
  body: z.object({
    of: z.union([z.object({ prompt: z.string().min(1) }), z.object({ template: z.string().min(1) })]),
    argument: z.string().min(1).max(512),
    value: z.string().max(10_000),
    /** The other arguments, as far as they are filled. */
    filled: z.record(z.string(), z.string()).default({}),
  }),
  response: z.object({
    /** Nothing where the server completes nothing. */
    values: z.array(z.string()),
    hasMore: z.boolean(),
  }),
})
