import { z } from 'zod'
import { authorizationStateSchema } from './authorization'
import { toolPartSchema } from './capability'
import { breakerSchema, connectionSchema, failureSchema, verdictSchema } from './connection'
import { runStateSchema } from './discovery'
import { documentStateSchema } from './document'
import { evaluationStateSchema } from './evaluation'
import { incidentEndSchema, severitySchema } from './incident'
import { problemSchema } from './problem'

const changeSchema = { name: z.string(), source: z.string() }

/** All that its servers had when it was told of. Absent in events of earlier versions. */
const groupTagsSchema = z.array(z.string()).optional()

export const callerSchema = z.enum(['api', 'playground', 'internal'])
export type Caller = z.infer<typeof callerSchema>

/** What happened, told to whoever listens. Never holds a secret. */
export const appEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('server-added'), ...changeSchema }),
  z.object({ kind: z.literal('server-changed'), ...changeSchema, fields: z.array(z.string()) }),
  z.object({ kind: z.literal('server-removed'), ...changeSchema }),
  z.object({
    kind: z.literal('connection-changed'),
    name: z.string(),
    connection: connectionSchema,
  }),
  z.object({ kind: z.literal('breaker-changed'), name: z.string(), breaker: breakerSchema }),
  z.object({ kind: z.literal('tools-changed'), name: z.string(), tools: z.number().int() }),
  z.object({
    kind: z.literal('call-finished'),
    name: z.string(),
    tool: z.string(),
    caller: callerSchema,
    durationMs: z.number(),
    outcome: z.enum(['ok', 'tool-error', 'failed', 'cancelled']),
    error: z.string().optional(),
  }),
  z.object({
    kind: z.literal('connect-progressed'),
    /** Id of one "connect all": what `POST /api/connections` answered with. */
    batch: z.string(),
    done: z.number().int(),
    total: z.number().int(),
    name: z.string(),
    outcome: z.enum(['ready', 'failed', 'needs-auth', 'cancelled']),
    error: z.string().optional(),
  }),
  z.object({
    kind: z.literal('config-reloaded'),
    added: z.array(z.string()),
    changed: z.array(z.string()),
    removed: z.array(z.string()),
    problems: z.array(problemSchema),
  }),
  z.object({ kind: z.literal('config-rejected'), problems: z.array(problemSchema) }),
  z.object({
    kind: z.literal('source-ran'),
    source: z.string(),
    outcome: z.enum(['ok', 'failed']),
    found: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
    durationMs: z.number(),
    error: z.string().optional(),
    /** Absent in events of earlier versions, which the feed still holds. */
    run: z.uuid().optional(),
    dryRun: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('verdict-changed'),
    name: z.string(),
    from: verdictSchema,
    verdict: verdictSchema,
    reason: failureSchema,
    /** It is in a maintenance window. */
    silenced: z.boolean(),
  }),
  z.object({
    kind: z.literal('incident-opened'),
    incident: z.uuid(),
    name: z.string(),
    severity: severitySchema,
    cause: failureSchema,
    group: z.uuid().nullable(),
    silenced: z.boolean(),
  }),
  z.object({
    kind: z.literal('incident-closed'),
    incident: z.uuid(),
    name: z.string(),
    severity: severitySchema,
    cause: failureSchema,
    group: z.uuid().nullable(),
    silenced: z.boolean(),
    end: incidentEndSchema,
    durationMs: z.number(),
  }),
  /** It was acknowledged, annotated, or became worse. */
  z.object({ kind: z.literal('incident-changed'), incident: z.uuid(), name: z.string() }),
  /** Many servers failed together: one word instead of many. */
  z.object({
    kind: z.literal('incident-group-opened'),
    group: z.uuid(),
    servers: z.number().int(),
    /** Some of their names. */
    names: z.array(z.string()),
    tags: groupTagsSchema,
    cause: failureSchema,
  }),
  z.object({
    kind: z.literal('incident-group-closed'),
    group: z.uuid(),
    servers: z.number().int(),
    tags: groupTagsSchema,
    durationMs: z.number(),
  }),
  /** A window was made, changed, removed, has begun or has ended. */
  z.object({ kind: z.literal('maintenance-changed'), window: z.uuid(), title: z.string() }),
  /** What a server says of a tool is not what it said before. */
  z.object({
    kind: z.literal('tool-drifted'),
    name: z.string(),
    tool: z.string(),
    changed: z.array(toolPartSchema),
    /** It can't be called until a person has approved it. */
    held: z.boolean(),
  }),
  /** A person has looked at what a tool says now, and lets it be called. */
  z.object({ kind: z.literal('tool-approved'), name: z.string(), tool: z.string() }),
  /** An open connection is opened afresh: it is old, or its processes hold more memory than they may. */
  z.object({
    kind: z.literal('connection-renewed'),
    name: z.string(),
    why: z.enum(['lifetime', 'memory']),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('call-progressed'),
    name: z.string(),
    tool: z.string(),
    progress: z.number(),
    total: z.number().optional(),
    message: z.string().optional(),
  }),
  /** A log message that the server sent over the protocol. */
  z.object({ kind: z.literal('server-logged'), name: z.string(), level: z.string(), text: z.string() }),
  z.object({ kind: z.literal('authorization-changed'), name: z.string(), state: authorizationStateSchema }),
  z.object({ kind: z.literal('webhook-changed'), webhook: z.uuid() }),
  /** A delivery was given up. */
  z.object({ kind: z.literal('webhook-failed'), webhook: z.uuid(), title: z.string(), error: z.string() }),
  /** A run was queued, has begun or has ended. */
  z.object({ kind: z.literal('run-changed'), source: z.string(), run: z.uuid(), state: runStateSchema }),
  /** A source was paused, resumed or set up anew, or a part of it fares otherwise. */
  z.object({ kind: z.literal('source-changed'), source: z.string() }),
  /** It was added, moved through its stages, became ready, failed, or was changed. */
  z.object({
    kind: z.literal('document-changed'),
    document: z.uuid(),
    collection: z.uuid(),
    title: z.string(),
    state: documentStateSchema,
    progress: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('document-removed'),
    document: z.uuid(),
    collection: z.uuid(),
    title: z.string(),
  }),
  z.object({ kind: z.literal('collection-changed'), collection: z.uuid() }),
  /** An index of vectors was begun, got on, serves, or failed. */
  z.object({
    kind: z.literal('vector-index-changed'),
    model: z.string(),
    state: z.enum(['building', 'active', 'failed', 'retired']),
    passages: z.int(),
    total: z.int(),
  }),
  z.object({
    kind: z.literal('evaluation-changed'),
    goldSet: z.uuid(),
    run: z.uuid(),
    state: evaluationStateSchema,
    done: z.int(),
    total: z.int(),
  }),
  /** It was begun, asked in, answered, renamed, or deleted: lists are to be read again. */
  z.object({ kind: z.literal('conversation-changed'), conversation: z.uuid() }),
  /** How many servers of a source wait for a person's word now. */
  z.object({ kind: z.literal('held-changed'), source: z.string(), held: z.number().int() }),
])
export type AppEvent = z.infer<typeof appEventSchema>
export type AppEventKind = AppEvent['kind']

/** An event as the feed keeps it: numbered in the order of storing, across processes. */
export const feedEntrySchema = z.object({
  id: z.number().int().positive(),
  at: z.iso.datetime(),
  event: appEventSchema,
})
export type FeedEntry = z.infer<typeof feedEntrySchema>
