import { z } from 'zod'
import { sourceViewSchema } from '../discovery'
import { operation } from './operation'

const counts = z.record(z.string(), z.number().int())

export const statsSchema = z.object({
  registry: z.object({
    total: z.number().int(),
    enabled: z.number().int(),
    byState: counts,
    byVerdict: counts,
    bySource: counts,
  }),
  connections: z.object({
    open: z.number().int(),
    waiting: z.number().int(),
    /** Tools of all open connections. */
    tools: z.number().int(),
    /** Retries since start. */
    retries: z.number().int(),
  }),
  /** Calls of tools in the last hour; latencies in ms, null without calls. */
  calls: z.object({
    count: z.number().int(),
    errors: z.number().int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  }),
  /** What Portolan does as a client of MCP servers, since its start. */
  client: z.object({
    open: z.number().int(),
    waiting: z.number().int(),
    retries: z.number().int(),
    children: z.number().int(),
    tools: z.number().int(),
    /** Circuits that refuse calls, and those that let one try. */
    breakers: z.object({ open: z.number().int(), halfOpen: z.number().int() }),
    /** Calls of tools since the start, by how they ended. */
    calls: z.object({
      ok: z.number().int(),
      'tool-error': z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    }),
  }),
  /** Null while the database does not answer. */
  discovery: z
    .object({
      running: z.number().int(),
      failing: z.number().int(),
      sources: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          state: sourceViewSchema.shape.state,
          servers: z.number().int(),
          held: z.number().int(),
          lastRun: z
            .object({
              at: z.iso.datetime(),
              outcome: z.string(),
              durationMs: z.number().nullable(),
              found: z.number().int(),
              errors: z.number().int(),
              error: z.string().nullable(),
            })
            .nullable(),
          nextRunAt: z.iso.datetime().nullable(),
        }),
      ),
    })
    .nullable(),
  health: z.object({
    /** Since the start. */
    checks: z.number().int(),
    running: z.number().int(),
    /** Done and not stored yet. */
    unsaved: z.number().int(),
  }),
  events: z.object({
    lastId: z.number().int(),
    /** They wait for the database. */
    unstored: z.number().int(),
    lost: z.number().int(),
    readers: z.number().int(),
  }),
  /** Deliveries; null while the database does not answer. */
  webhooks: z.object({ waiting: z.number().int(), dead: z.number().int() }).nullable(),
  /** Background work by queue; null while the database does not answer. */
  jobs: z
    .array(
      z.object({
        queue: z.string(),
        waiting: z.number().int(),
        active: z.number().int(),
        failed: z.number().int(),
      }),
    )
    .nullable(),
  performance: z.object({
    /** How late checks began; null before the first. */
    sweepLagMs: z.object({
      p50: z.number().nullable(),
      p99: z.number().nullable(),
      max: z.number().nullable(),
    }),
    /** How late the one thread came to what was due, over the last minute. */
    eventLoopMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
    /** How long the database took to answer the simplest question; null while it does not answer. */
    databaseMs: z.number().nullable(),
  }),
  process: z.object({
    version: z.string(),
    startedAt: z.iso.datetime(),
    uptimeSeconds: z.number(),
    memoryBytes: z.number(),
    /** Children that the pool runs now. */
    children: z.number().int(),
    eventReaders: z.number().int(),
    database: z.enum(['pglite', 'postgres']),
  }),
})
export type Stats = z.infer<typeof statsSchema>

export const getStats = operation({
  id: 'getStats',
  method: 'GET',
  path: '/api/stats',
  summary: 'How registry, client, discovery and performance are now',
  response: statsSchema,
})
