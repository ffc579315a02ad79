import { z } from 'zod'
import { declaredEndpointSchema, endpointSchema, httpUrlSchema } from './endpoint'
import { serverNameSchema } from './server-name'

export const tagSchema = z.string().trim().min(1).max(64)
const tagsSchema = z
  .array(tagSchema)
  .max(100)
  .transform((tags) => [...new Set(tags)])

/** What a server asks for itself; what it leaves open follows its tags, then what holds for all (`HealthLimits`). */
export const healthSettingsSchema = z.object({
  /** Fetched beside the protocol's own probe. */
  url: httpUrlSchema.optional(),
  intervalMs: z.number().int().min(1_000).max(86_400_000).optional(),
  timeoutMs: z.number().int().min(100).max(600_000).optional(),
  slowMs: z.number().int().min(0).max(600_000).optional(),
  fall: z.number().int().min(1).max(100).optional(),
  rise: z.number().int().min(1).max(100).optional(),
  graceMs: z.number().int().min(0).max(3_600_000).optional(),
})
export type HealthSettings = z.infer<typeof healthSettingsSchema>

export const connectionPolicySchema = z.object({
  autoReconnect: z.boolean().default(true),
  /** Retries after the first failure; then the connection is `failed` until a person or a change starts it again. */
  maxRetries: z.number().int().min(0).max(1_000).default(5),
  firstDelayMs: z.number().int().min(10).max(3_600_000).default(1_000),
  maxDelayMs: z.number().int().min(10).max(3_600_000).default(60_000),
  connectTimeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  callTimeoutMs: z.number().int().min(100).max(3_600_000).default(60_000),
  /** A stdio server unused for so long is stopped; 0 keeps it. */
  idleStopMs: z.number().int().min(0).max(86_400_000).default(0),
  /** Opened at our start and kept open, without waiting for the first call. */
  warmUp: z.boolean().default(false),
  /** Calls that may run at a time; 0 is no limit. */
  maxConcurrentCalls: z.number().int().min(0).max(10_000).default(0),
  /** Calls that may wait for one to end; more are refused as `too-busy`. */
  maxQueuedCalls: z.number().int().min(0).max(100_000).default(100),
  /** A connection that is older is opened afresh once no call runs; 0 keeps it. */
  maxLifetimeMs: z
    .number()
    .int()
    .min(0)
    .max(30 * 86_400_000)
    .default(0),
  /** A command whose processes together hold more is started afresh; 0 is no limit. */
  maxMemoryMb: z.number().int().min(0).max(1_048_576).default(0),
  /** Failed calls in a row that open the circuit; 0 never. */
  breakerFailures: z.number().int().min(0).max(1_000).default(5),
  /** How long an open circuit refuses calls before it lets one try. */
  breakerOpenMs: z.number().int().min(100).max(3_600_000).default(15_000),
  /** How long the tools of a connection that was lost stay listed, marked as unavailable. */
  toolGraceMs: z.number().int().min(0).max(86_400_000).default(300_000),
  /** What a tool is whose description or schema became another one: told and used, or held until approved. */
  toolDrift: z.enum(['tell', 'hold']).default('tell'),
})
export type ConnectionPolicy = z.infer<typeof connectionPolicySchema>

/** What a source or a person declares of a server. */
export const serverSpecSchema = z.object({
  name: serverNameSchema,
  title: z.string().min(1).max(200).optional(),
  description: z.string().max(10_000).optional(),
  endpoint: endpointSchema,
  enabled: z.boolean().default(true),
  tags: tagsSchema.default([]),
  metadata: z.record(z.string(), z.json()).default({}),
  version: z.string().max(200).optional(),
  /** https or data URL (MCP 2026-07-28, icons). */
  icon: z.url({ protocol: /^(https|data)$/ }).optional(),
  health: healthSettingsSchema.prefault({}),
  policy: connectionPolicySchema.prefault({}),
  /** Keys that no field has: kept, so that an export loses nothing. */
  extra: z.record(z.string(), z.json()).default({}),
})
export type ServerSpec = z.infer<typeof serverSpecSchema>
export type ServerSpecInput = z.input<typeof serverSpecSchema>

export const originSchema = z.object({
  /** A file's path, a variable's name, a URL: where the source read it. */
  place: z.string(),
  line: z.number().int().positive().optional(),
  /** What is read as one and fails as one where that is more than the place: a cluster's kind of object, a catalogue. */
  scope: z.string().optional(),
})

/** One source's word on a server. The claim of the highest precedence wins; the others are shadowed. */
export const claimSchema = z.object({
  sourceId: z.string(),
  spec: serverSpecSchema,
  /** The endpoint before `${VAR}` was filled, where it differs; what pages and exports show. */
  declared: declaredEndpointSchema.optional(),
  origin: originSchema.optional(),
  /** Why this server can't run as declared (a missing variable, say); it is then disabled. */
  blocked: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  /** Waits for a person's word, or was refused: it is then no server. Absent for what is accepted. */
  admission: z.enum(['held', 'refused']).optional(),
  /** Set when the source has failed past its grace period: ISO time. */
  staleSince: z.iso.datetime().optional(),
  seenAt: z.iso.datetime(),
})
export type Claim = z.infer<typeof claimSchema>

/** What a person changed on a discovered server; survives re-discovery. */
export const overridesSchema = z.object({
  enabled: z.boolean().optional(),
  tags: tagsSchema.optional(),
  health: healthSettingsSchema.partial().optional(),
  policy: connectionPolicySchema.partial().optional(),
  /**
   * What was decided on servers held for approval, by source. `disabled`: the source's server was let in switched off
   * when it was new, which is done once.
   */
  admissions: z.record(z.string(), z.enum(['accepted', 'refused', 'disabled'])).optional(),
})
export type Overrides = z.infer<typeof overridesSchema>

/**
 * The stored aggregate of one server: every claim on it, a person's overrides, and its revision.
 * Without claims it is no server: it keeps the overrides of one that may be discovered again.
 */
export const serverRecordSchema = z.object({
  name: serverNameSchema,
  claims: z.array(claimSchema),
  overrides: overridesSchema,
  /** Rises by one with every change; an update that names an older one is refused. */
  revision: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type ServerRecord = z.infer<typeof serverRecordSchema>

/** A server as the rest of the app sees it: the winning claim with the overrides applied. Holds secrets. */
export interface Server {
  spec: ServerSpec
  /** Id of the source whose claim won. */
  source: string
  /** Why it can't run as declared; `spec.enabled` is then false. */
  blocked?: string
  record: ServerRecord
}
