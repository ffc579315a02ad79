import { z } from 'zod'
import { connectionSchema, verdictSchema } from './connection'
import { runStateSchema } from './discovery'
import { problemSchema } from './problem'

const changeSchema = { name: z.string(), source: z.string() }

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
    verdict: verdictSchema,
  }),
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
  /** A run was queued, has begun or has ended. */
  z.object({ kind: z.literal('run-changed'), source: z.string(), run: z.uuid(), state: runStateSchema }),
  /** A source was paused, resumed or set up anew, or a part of it fares otherwise. */
  z.object({ kind: z.literal('source-changed'), source: z.string() }),
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
