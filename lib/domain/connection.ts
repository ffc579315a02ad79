import { z } from 'zod'

export const CONNECTION_KINDS = [
  'idle',
  'connecting',
  'ready',
  'waiting',
  'needs-auth',
  'failed',
  'stopping',
] as const
export const connectionKindSchema = z.enum(CONNECTION_KINDS)
export type ConnectionKind = z.infer<typeof connectionKindSchema>

export const eraSchema = z.enum(['legacy', 'modern'])

/** A failure as pages show it: a stable code, and a sentence without secrets. */
export const failureSchema = z.object({ code: z.string(), message: z.string() })
export type Failure = z.infer<typeof failureSchema>

export const serverInfoSchema = z.object({
  name: z.string(),
  version: z.string(),
  title: z.string().optional(),
})

export const connectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle'), since: z.iso.datetime() }),
  z.object({ kind: z.literal('connecting'), attempt: z.number().int().positive(), since: z.iso.datetime() }),
  z.object({
    kind: z.literal('ready'),
    since: z.iso.datetime(),
    era: eraSchema,
    protocolVersion: z.string(),
    serverInfo: serverInfoSchema,
    capabilities: z.record(z.string(), z.json()),
    instructions: z.string().optional(),
  }),
  z.object({
    kind: z.literal('waiting'),
    /** The number of the attempt that `retryAt` will start. */
    attempt: z.number().int().positive(),
    retryAt: z.iso.datetime(),
    error: failureSchema,
  }),
  z.object({ kind: z.literal('needs-auth'), since: z.iso.datetime(), error: failureSchema }),
  z.object({
    kind: z.literal('failed'),
    since: z.iso.datetime(),
    attempts: z.number().int().nonnegative(),
    error: failureSchema,
  }),
  z.object({ kind: z.literal('stopping'), since: z.iso.datetime() }),
])
/** The pool's entry for one server, as everyone outside the pool sees it. */
export type Connection = z.infer<typeof connectionSchema>

/** Whether calls are let through to a server: `open` refuses them until a time, `half-open` lets one try. */
export const breakerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), failures: z.number().int() }),
  z.object({
    kind: z.literal('open'),
    failures: z.number().int(),
    since: z.iso.datetime(),
    /** When one call may try. */
    until: z.iso.datetime(),
    error: failureSchema,
  }),
  z.object({ kind: z.literal('half-open'), failures: z.number().int(), error: failureSchema }),
])
export type Breaker = z.infer<typeof breakerSchema>

export const VERDICTS = ['healthy', 'degraded', 'unhealthy', 'needs-auth', 'unknown'] as const
export const verdictSchema = z.enum(VERDICTS)
export type Verdict = z.infer<typeof verdictSchema>
