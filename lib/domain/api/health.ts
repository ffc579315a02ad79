import { z } from 'zod'
import { verdictSchema } from '../connection'
import {
  bucketSchema,
  checkSchema,
  healthLimitsSchema,
  healthNowSchema,
  healthRulesSchema,
  knownSchema,
  uptimeSchema,
} from '../health'
import { incidentSchema } from '../incident'
import { serverNameSchema } from '../server-name'
import { many, operation } from './operation'

export const getLive = operation({
  id: 'getLive',
  method: 'GET',
  path: '/api/health/live',
  summary: 'The process runs',
  response: z.object({ status: z.literal('live') }),
  open: true,
})

export const getReady = operation({
  id: 'getReady',
  method: 'GET',
  path: '/api/health/ready',
  summary: 'The runtime has started and the database answers; 503 with the reason otherwise',
  response: z.object({ status: z.literal('ready') }),
  open: true,
})

const nameParams = z.object({ name: serverNameSchema })

export const RANGES = ['1h', '6h', '24h', '7d', '30d', '90d'] as const
export type Range = (typeof RANGES)[number]

const HOUR_MS = 3_600_000
export const RANGE_MS: Record<Range, number> = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
  '90d': 90 * 24 * HOUR_MS,
}

/** A range that ends now, or a span between two times, which goes first. */
export const spanQuerySchema = z.object({
  range: z.enum(RANGES).default('24h'),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
})
export type SpanQuery = z.infer<typeof spanQuerySchema>

export const serverHealthSchema = z.object({
  now: healthNowSchema,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** What the buckets were made from. */
  resolution: z.enum(['raw', 'minute', 'hour', 'day']),
  bucketMs: z.number().int(),
  /** Oldest first, without gaps. */
  buckets: z.array(bucketSchema),
  /** Each single check, oldest first, where the span lies within the day that they are kept, at most 3,000. */
  checks: z.array(checkSchema),
  uptime: uptimeSchema,
  known: knownSchema,
  /** Those that touch the span, newest first, at most 200. */
  incidents: z.array(incidentSchema),
  /** Spans of maintenance within it. */
  maintenance: z.array(z.object({ title: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })),
})
export type ServerHealth = z.infer<typeof serverHealthSchema>

export const getServerHealth = operation({
  id: 'getServerHealth',
  method: 'GET',
  path: '/api/servers/{name}/health',
  summary: 'Health of a server now, and its history: checks or rollups with percentiles, uptime, incidents',
  params: nameParams,
  query: spanQuerySchema.extend({
    /** How many buckets are wanted at most; the nearest whole resolution is taken. */
    buckets: z.coerce.number().int().min(1).max(1_440).default(96),
  }),
  response: serverHealthSchema,
})

export const checkServer = operation({
  id: 'checkServer',
  method: 'POST',
  path: '/api/servers/{name}/health/check',
  summary: 'Test a server now; the same probe and limits as the regular check',
  params: nameParams,
  response: z.object({ check: checkSchema, now: healthNowSchema }),
})

export const checkMany = operation({
  id: 'checkMany',
  method: 'POST',
  path: '/api/health/check',
  summary: 'Have many servers checked soon; the results come as events',
  body: z.object({ names: z.array(z.string()).min(1).max(10_000) }),
  response: z.object({ queued: z.number().int() }),
  status: 202,
})

export const fleetRowSchema = z.object({
  name: z.string(),
  /** What is thought of it now, whatever the span; absent for one that is not watched any more. */
  verdict: verdictSchema.optional(),
  /** One letter of `CELLS` for each bucket, oldest first. */
  cells: z.string(),
  checks: z.number().int(),
  failed: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Changes of verdict in the span. */
  changes: z.number().int(),
  /** Share of watched time; null where nothing was watched. */
  uptime: z.number().nullable(),
})
export type FleetRow = z.infer<typeof fleetRowSchema>

export const fleetSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  bucketMs: z.number().int(),
  /** The last day of all servers is being read just after a start: the share of them that is read. Null when all are. */
  readShare: z.number().min(0).max(1).nullable(),
  /** By name. */
  rows: z.array(fleetRowSchema),
  /** Of all answers in the span: how many took between `fromMs` and `toMs`; `toMs` null is without end. */
  distribution: z.array(
    z.object({ fromMs: z.number(), toMs: z.number().nullable(), count: z.number().int() }),
  ),
})
export type Fleet = z.infer<typeof fleetSchema>

export const getFleetHealth = operation({
  id: 'getFleetHealth',
  method: 'GET',
  path: '/api/health/fleet',
  summary: 'The whole fleet over time: a letter per server and bucket, percentiles, changes, distribution',
  query: spanQuerySchema.extend({
    buckets: z.coerce.number().int().min(1).max(288).default(96),
    tag: many(z.string()).optional(),
    name: many(z.string()).optional(),
  }),
  response: fleetSchema,
})

const rulesViewSchema = z.object({
  /** What was set here. */
  rules: healthRulesSchema,
  /** What configuration files set under `health:`; what was set here goes before it. */
  declared: healthRulesSchema,
  defaults: healthLimitsSchema,
})

export const getHealthRules = operation({
  id: 'getHealthRules',
  method: 'GET',
  path: '/api/settings/health',
  summary: 'Limits of checks: for all servers, and by tag',
  response: rulesViewSchema,
})

export const setHealthRules = operation({
  id: 'setHealthRules',
  method: 'PUT',
  path: '/api/settings/health',
  summary: 'Set the limits of checks for all servers and by tag',
  body: healthRulesSchema,
  response: rulesViewSchema,
})
