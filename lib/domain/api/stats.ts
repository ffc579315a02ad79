import { z } from 'zod'
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
  summary: 'Counts of registry, connections, calls and process',
  response: statsSchema,
})
