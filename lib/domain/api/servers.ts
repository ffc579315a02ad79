import { z } from 'zod'
import {
  breakerSchema,
  connectionKindSchema,
  connectionSchema,
  failureSchema,
  verdictSchema,
} from '../connection'
import { declaredEndpointSchema, transportSchema } from '../endpoint'
import { problemSchema } from '../problem'
import {
  connectionPolicySchema,
  healthSettingsSchema,
  originSchema,
  overridesSchema,
  serverSpecSchema,
  tagSchema,
} from '../server'
import { serverNameSchema } from '../server-name'
import { flagSchema, many, operation, pageOf } from './operation'

const nameParams = z.object({ name: serverNameSchema })

/** A server in a list. Secret values of its endpoint are hidden. */
export const serverSummarySchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  enabled: z.boolean(),
  tags: z.array(z.string()),
  /** Id of the source whose claim won. */
  source: z.string(),
  /** How many sources claim it. */
  claims: z.number().int(),
  transport: transportSchema,
  /** Command line or URL, for a person. */
  target: z.string(),
  version: z.string().optional(),
  icon: z.string().optional(),
  connection: connectionSchema,
  verdict: verdictSchema,
  /** Why it has this verdict. */
  reason: failureSchema.optional(),
  /** Absent while calls are let through and none has failed. */
  breaker: breakerSchema.optional(),
  /** Known tools; null before the first listing. */
  tools: z.number().int().nullable(),
  /** Why it can't run as declared. */
  blocked: z.string().optional(),
  stale: z.boolean(),
  revision: z.number().int(),
  updatedAt: z.iso.datetime(),
})
export type ServerSummary = z.infer<typeof serverSummarySchema>

export const claimViewSchema = z.object({
  sourceId: z.string(),
  won: z.boolean(),
  origin: originSchema.optional(),
  warnings: z.array(z.string()),
  staleSince: z.iso.datetime().optional(),
  seenAt: z.iso.datetime(),
  endpoint: declaredEndpointSchema,
  /** Fields in which a shadowed claim differs from the winner, with both values as text. */
  differences: z.array(z.object({ field: z.string(), winner: z.string(), shadowed: z.string() })),
})

/** A server whole. */
export const serverDetailSchema = serverSummarySchema.extend({
  /** As declared; secret values are HIDDEN. */
  endpoint: declaredEndpointSchema,
  metadata: z.record(z.string(), z.json()),
  extra: z.record(z.string(), z.json()),
  health: healthSettingsSchema,
  policy: connectionPolicySchema,
  overrides: overridesSchema,
  provenance: z.array(claimViewSchema),
  createdAt: z.iso.datetime(),
  /** Another server with the same endpoint, if there is one. */
  sameEndpointAs: z.array(z.string()),
})
export type ServerDetail = z.infer<typeof serverDetailSchema>

export const SERVER_SORTS = ['name', 'state', 'source', 'transport', 'tools', 'updated'] as const

export const listServersQuerySchema = z.object({
  /** Words that name, title, description, tags or target must all contain. */
  q: z.string().max(500).optional(),
  state: many(connectionKindSchema).optional(),
  verdict: many(verdictSchema).optional(),
  tag: many(z.string()).optional(),
  source: many(z.string()).optional(),
  transport: many(transportSchema).optional(),
  enabled: flagSchema.optional(),
  sort: z.enum(SERVER_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(2_000).optional(),
})
export type ListServersQuery = z.infer<typeof listServersQuerySchema>

export const listServers = operation({
  id: 'listServers',
  method: 'GET',
  path: '/api/servers',
  summary: 'List servers: search, filter, sort, page',
  query: listServersQuerySchema,
  response: pageOf(serverSummarySchema),
})

/** What filters can be chosen from, with how many servers each has. */
export const serverFacets = operation({
  id: 'serverFacets',
  method: 'GET',
  path: '/api/registry/facets',
  summary: 'Counts of servers by state, source, tag and transport',
  response: z.object({
    states: z.record(z.string(), z.number()),
    verdicts: z.record(z.string(), z.number()),
    sources: z.record(z.string(), z.number()),
    tags: z.record(z.string(), z.number()),
    transports: z.record(z.string(), z.number()),
  }),
})

/**
 * A server as a document: the fields of the configuration file (`command`, `args`, `env`, `cwd` or `url`, `transport`,
 * `headers`; `health_check_url` or `healthCheckUrl`; …), or with `endpoint` as one object. Read by `readServerDocument`.
 */
export const serverDocumentSchema = z.record(z.string(), z.json())
export type ServerDocument = z.infer<typeof serverDocumentSchema>

export const registerServer = operation({
  id: 'registerServer',
  method: 'POST',
  path: '/api/servers',
  summary: 'Register a server by hand; the same name again updates it',
  body: serverDocumentSchema,
  response: z.object({
    server: serverDetailSchema,
    outcome: z.enum(['added', 'changed', 'unchanged']),
    warnings: z.array(z.string()),
  }),
  status: 201,
})

export const getServer = operation({
  id: 'getServer',
  method: 'GET',
  path: '/api/servers/{name}',
  summary: 'One server, whole',
  params: nameParams,
  response: serverDetailSchema,
})

export const updateServer = operation({
  id: 'updateServer',
  method: 'PATCH',
  path: '/api/servers/{name}',
  summary:
    'Change fields of a server; on a discovered one, enabled, tags, health and policy become overrides',
  params: nameParams,
  body: z.object({
    /** The revision this change was made from; refused with `revision-conflict` when it is no longer the newest. */
    revision: z.number().int().optional(),
    /** Fields of a server document; null removes an optional field or an override. */
    changes: z.record(z.string(), z.json()),
  }),
  response: z.object({ server: serverDetailSchema, fields: z.array(z.string()) }),
})

export const removeServer = operation({
  id: 'removeServer',
  method: 'DELETE',
  path: '/api/servers/{name}',
  summary: 'Remove a server registered by hand, and close its connection',
  params: nameParams,
  response: z.undefined(),
  status: 204,
})

export const bulkItemSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
})

export const bulkServers = operation({
  id: 'bulkServers',
  method: 'POST',
  path: '/api/registry/bulk',
  summary: 'One action on many servers, with a result for each',
  body: z.discriminatedUnion('action', [
    z.object({
      action: z.enum(['enable', 'disable', 'remove']),
      names: z.array(z.string()).min(1).max(10_000),
    }),
    z.object({
      action: z.enum(['tag', 'untag']),
      names: z.array(z.string()).min(1).max(10_000),
      tags: z.array(tagSchema).min(1),
    }),
    z.object({ action: z.literal('register'), servers: z.array(serverDocumentSchema).min(1).max(10_000) }),
    z.object({
      action: z.literal('update'),
      names: z.array(z.string()).min(1).max(10_000),
      changes: z.record(z.string(), z.json()),
    }),
  ]),
  response: z.object({ results: z.array(bulkItemSchema) }),
})

/** What a pasted text would become, before anything is registered. */
export const previewServers = operation({
  id: 'previewServers',
  method: 'POST',
  path: '/api/registry/preview',
  summary: "Read any client's JSON, YAML or TOML, or a server.json, and show the servers it declares",
  body: z.object({ text: z.string().max(5_000_000) }),
  response: z.object({
    format: z.string(),
    servers: z.array(
      z.object({
        document: serverDocumentSchema,
        exists: z.boolean(),
        warnings: z.array(z.string()),
        spec: serverSpecSchema,
      }),
    ),
    problems: z.array(problemSchema),
  }),
})

export const EXPORT_FORMATS = [
  'portolan',
  'claude',
  'vscode',
  'cursor',
  'windsurf',
  'gemini',
  'zed',
  'codex',
] as const

export const exportServers = operation({
  id: 'exportServers',
  method: 'GET',
  path: '/api/registry/export',
  summary: "Servers as a file: ours in YAML or JSON, or a client's own format; secrets become ${NAME}",
  query: z.object({
    format: z.enum(EXPORT_FORMATS).default('portolan'),
    syntax: z.enum(['yaml', 'json']).default('yaml'),
    /** Only these; all without. */
    name: many(z.string()).optional(),
    tag: many(z.string()).optional(),
  }),
  response: z.object({
    fileName: z.string(),
    mediaType: z.string(),
    text: z.string(),
    warnings: z.array(z.string()),
  }),
})

export const saveServer = operation({
  id: 'saveServer',
  method: 'POST',
  path: '/api/servers/{name}/save',
  summary: 'Write a server registered by hand into a writable configuration file, which keeps its comments',
  params: nameParams,
  body: z.object({ file: z.string() }),
  /** Values that look secret are written as `${NAME}`; each warning names a variable to set. */
  response: z.object({ file: z.string(), warnings: z.array(z.string()) }),
})
