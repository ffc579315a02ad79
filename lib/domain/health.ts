import { z } from 'zod'
import { failureSchema, verdictSchema } from './connection'
import { healthSettingsSchema } from './server'

/** What a server is measured by, whole. Times in milliseconds. */
export const healthLimitsSchema = z.object({
  /** From the start of one check to the start of the next, while it is well; spread by a tenth. */
  intervalMs: healthSettingsSchema.shape.intervalMs.unwrap().default(30_000),
  /** Of one check; also of the page's Test button. */
  timeoutMs: healthSettingsSchema.shape.timeoutMs.unwrap().default(10_000),
  /** An answer that takes longer is a slow one; 0 takes none for slow. */
  slowMs: healthSettingsSchema.shape.slowMs.unwrap().default(5_000),
  /** Failures in a row that make it unhealthy. */
  fall: healthSettingsSchema.shape.fall.unwrap().default(2),
  /** Answers in a row that make it healthy again. */
  rise: healthSettingsSchema.shape.rise.unwrap().default(2),
  /** After our start, and after a change of its declaration, failures are noted but not yet held against it. */
  graceMs: healthSettingsSchema.shape.graceMs.unwrap().default(10_000),
})
export type HealthLimits = z.infer<typeof healthLimitsSchema>

/** Some of the limits. Not `healthLimitsSchema.partial()`, which would fill in what was left open. */
const someLimitsSchema = healthSettingsSchema.omit({ url: true })
export type SomeLimits = z.infer<typeof someLimitsSchema>

/** Limits for all servers, and for those with a tag. A server's own come first, then its tags' in this order. */
export const healthRulesSchema = z.object({
  all: someLimitsSchema.default({}),
  tags: z
    .array(z.object({ tag: z.string().min(1).max(64), limits: someLimitsSchema }))
    .max(100)
    .default([]),
})
export type HealthRules = z.infer<typeof healthRulesSchema>

export const NO_RULES: HealthRules = { all: {}, tags: [] }

/** Both, where what `above` says goes before what `below` says. */
export function joinRules(above: HealthRules, below: HealthRules): HealthRules {
  return { all: { ...below.all, ...withoutGaps(above.all) }, tags: [...above.tags, ...below.tags] }
}

/** A member that is there and undefined says nothing. */
export function withoutGaps(limits: SomeLimits): Partial<HealthLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}

export const CHECK_OUTCOMES = ['ok', 'slow', 'half', 'failed', 'needs-auth'] as const
/** `half`: the protocol answers and the health address does not. The other way round is `failed`: no call gets through. */
export const checkOutcomeSchema = z.enum(CHECK_OUTCOMES)
export type CheckOutcome = z.infer<typeof checkOutcomeSchema>

export const CHECK_ORIGINS = ['probe', 'connection', 'person'] as const
/** Who found out: a sweep, the pool's own connection, or somebody who pressed Test. */
export const checkOriginSchema = z.enum(CHECK_ORIGINS)

/** One check of a server and what it was taken for. */
export const checkSchema = z.object({
  at: z.iso.datetime(),
  /** Null where nothing was waited for: a connection that was lost. */
  durationMs: z.number().nullable(),
  outcome: checkOutcomeSchema,
  /** After this check. */
  verdict: verdictSchema,
  /** Code and sentence, without secrets: `ok`, `slow`, `unreachable`, `timed-out`, … */
  reason: failureSchema,
  origin: checkOriginSchema,
})
export type Check = z.infer<typeof checkSchema>

/** What is thought of a server now, and why. */
export const healthNowSchema = z.object({
  verdict: verdictSchema,
  reason: failureSchema,
  /** Since when it has this verdict. */
  since: z.iso.datetime(),
  lastCheck: checkSchema.nullable(),
  /** Null when none is due: it is disabled, or idle by its policy. */
  nextCheckAt: z.iso.datetime().nullable(),
  /** Of the same kind in a row: answers, or failures. */
  streak: z.object({ kind: z.enum(['ok', 'failed']), count: z.number().int() }),
  /** Its verdict changes too often to be told each time. */
  isFlapping: z.boolean(),
  /** Of the open incident. */
  incident: z.uuid().nullable(),
  maintenance: z.object({ id: z.uuid(), title: z.string(), until: z.iso.datetime() }).nullable(),
  limits: healthLimitsSchema,
})
export type HealthNow = z.infer<typeof healthNowSchema>

/** A verdict that became another. */
export const verdictChangeSchema = z.object({
  server: z.string(),
  at: z.iso.datetime(),
  from: verdictSchema,
  to: verdictSchema,
  reason: failureSchema,
  /** In a maintenance window: recorded, and told to nobody. */
  silenced: z.boolean(),
})
export type VerdictChange = z.infer<typeof verdictChangeSchema>

/** A stretch of time in a server's history. Shares of time are exact; percentiles come from a histogram. */
export const bucketSchema = z.object({
  start: z.iso.datetime(),
  checks: z.number().int(),
  failed: z.number().int(),
  /** Milliseconds spent in each verdict; what is missing to the bucket's length was not watched. */
  time: z.object({
    healthy: z.number(),
    degraded: z.number(),
    unhealthy: z.number(),
    'needs-auth': z.number(),
    unknown: z.number(),
    /** In maintenance, whatever the verdict: left out of the uptime. */
    maintenance: z.number(),
  }),
  /** Of the checks that were answered; null without one. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** The commonest failure in it. */
  reason: failureSchema.nullable(),
})
export type Bucket = z.infer<typeof bucketSchema>

/** Shares from 0 to 1, maintenance left out; null where nothing was watched. */
export const uptimeSchema = z.object({
  '24h': z.number().nullable(),
  '7d': z.number().nullable(),
  '30d': z.number().nullable(),
  '90d': z.number().nullable(),
})
export type Uptime = z.infer<typeof uptimeSchema>

const share = z.number().min(0).max(1)
/** How much of each window an uptime speaks for: 0 to 1, maintenance and what nobody watched left out. */
export const knownSchema = z.object({ '24h': share, '7d': share, '30d': share, '90d': share })
export type Known = z.infer<typeof knownSchema>

/** What one letter in a fleet row's `cells` means: the worst verdict that held for long enough to be seen. */
export const CELLS = {
  '.': 'none',
  h: 'healthy',
  d: 'degraded',
  u: 'unhealthy',
  a: 'needs-auth',
  '?': 'unknown',
  m: 'maintenance',
} as const
export type Cell = keyof typeof CELLS
