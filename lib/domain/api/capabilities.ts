import { z } from 'zod'
import {
  heldToolSchema,
  promptSchema,
  resourceSchema,
  resourceTemplateSchema,
  toolResultSchema,
  toolSchema,
} from '../capability'
import { connectionSchema } from '../connection'
import { serverNameSchema } from '../server-name'
import { chosenModelSchema } from './chat'
import { flagSchema, operation } from './operation'

const nameParams = z.object({ name: serverNameSchema })

export const openConnection = operation({
  id: 'openConnection',
  method: 'PUT',
  path: '/api/servers/{name}/connection',
  summary: 'Open the connection; answers at once with its state, `?wait=true` when it is settled',
  params: nameParams,
  query: z.object({ wait: flagSchema.optional() }),
  response: connectionSchema,
})

export const closeConnection = operation({
  id: 'closeConnection',
  method: 'DELETE',
  path: '/api/servers/{name}/connection',
  summary: 'Close the connection and, for stdio, stop the process',
  params: nameParams,
  response: connectionSchema,
})

export const listTools = operation({
  id: 'listTools',
  method: 'GET',
  path: '/api/servers/{name}/tools',
  summary: 'Tools of a server; opens the connection if need be',
  params: nameParams,
  query: z.object({ refresh: flagSchema.optional() }),
  response: z.object({
    items: z.array(toolSchema),
    nextCursor: z.null(),
    listedAt: z.iso.datetime(),
    /** False in an outage: these are the tools that it had, and none can be called just now. */
    available: z.boolean(),
    /** Those among the items that can't be called until a person has approved what they say now. */
    heldTools: z.array(heldToolSchema),
  }),
})

export const approveTool = operation({
  id: 'approveTool',
  method: 'POST',
  path: '/api/servers/{name}/tools/{tool}/approve',
  summary: 'Let a held tool be called as it is now',
  params: nameParams.extend({ tool: z.string().min(1).max(512) }),
  response: z.object({ heldTools: z.array(heldToolSchema) }),
})

export const callTool = operation({
  id: 'callTool',
  method: 'POST',
  path: '/api/servers/{name}/tools/{tool}/call',
  summary: 'Call a tool',
  params: nameParams.extend({ tool: z.string().min(1).max(512) }),
  body: z.object({
    arguments: z.record(z.string(), z.json()).default({}),
    timeoutMs: z.number().int().min(100).max(3_600_000).optional(),
    /**
     * The caller's own name for the call. What the server asks in the middle of it waits under this name for a person's
     * answer, until the caller goes away; without a name it is refused.
     */
    call: z.uuid().optional(),
    /** Which model answers where the server asks for a model's answer; the one that is set without. */
    model: chosenModelSchema.optional(),
  }),
  response: toolResultSchema.extend({
    durationMs: z.number(),
    /** What the server asked its client for in the middle of the call, in vain. */
    refused: z
      .array(z.object({ kind: z.enum(['elicitation', 'sampling', 'roots', 'other']), message: z.string() }))
      .optional(),
  }),
})

export const listResources = operation({
  id: 'listResources',
  method: 'GET',
  path: '/api/servers/{name}/resources',
  summary: 'Resources and resource templates of a server',
  params: nameParams,
  response: z.object({
    items: z.array(resourceSchema),
    templates: z.array(resourceTemplateSchema),
    nextCursor: z.null(),
  }),
})

export const readResource = operation({
  id: 'readResource',
  method: 'POST',
  path: '/api/servers/{name}/resources/read',
  summary: 'Read a resource',
  params: nameParams,
  body: z.object({ uri: z.string().min(1).max(10_000) }),
  response: z.object({ contents: z.array(z.looseObject({ uri: z.string() })) }),
})

export const listPrompts = operation({
  id: 'listPrompts',
  method: 'GET',
  path: '/api/servers/{name}/prompts',
  summary: 'Prompts of a server',
  params: nameParams,
  response: z.object({ items: z.array(promptSchema), nextCursor: z.null() }),
})

export const getPrompt = operation({
  id: 'getPrompt',
  method: 'POST',
  path: '/api/servers/{name}/prompts/{prompt}/get',
  summary: 'Fill a prompt',
  params: nameParams.extend({ prompt: z.string().min(1).max(512) }),
  body: z.object({ arguments: z.record(z.string(), z.string()).default({}) }),
  response: z.object({
    description: z.string().optional(),
    messages: z.array(z.looseObject({ role: z.string() })),
  }),
})

export const logLineSchema = z.object({
  at: z.iso.datetime(),
  /** `stderr`: the server's own words; `protocol`: its MCP log messages; `pool`: what the connection did. */
  stream: z.enum(['stderr', 'protocol', 'pool']),
  text: z.string(),
})
export type LogLine = z.infer<typeof logLineSchema>

export const getLog = operation({
  id: 'getLog',
  method: 'GET',
  path: '/api/servers/{name}/log',
  summary: "The newest lines of the server's stderr and of its connection, oldest first",
  params: nameParams,
  response: z.object({ items: z.array(logLineSchema), nextCursor: z.null() }),
})
