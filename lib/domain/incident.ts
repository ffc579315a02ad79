import { z } from 'zod'
import { failureSchema } from './connection'

export const SEVERITIES = ['unhealthy', 'needs-auth', 'degraded'] as const
/** The worst verdict in it. */
export const severitySchema = z.enum(SEVERITIES)
export type Severity = z.infer<typeof severitySchema>

export const incidentEndSchema = z.enum(['recovered', 'disabled', 'removed'])
export type IncidentEnd = z.infer<typeof incidentEndSchema>

/** A span of time in which a server was not healthy, with its cause. */
export const incidentSchema = z.object({
  id: z.uuid(),
  server: z.string(),
  severity: severitySchema,
  /** Of the check that opened it. */
  cause: failureSchema,
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  end: incidentEndSchema.nullable(),
  /** Shared by servers that failed together for the same cause; null for one alone. */
  group: z.uuid().nullable(),
  /** It began in a maintenance window and was told to nobody. */
  silenced: z.boolean(),
  acknowledged: z.object({ at: z.iso.datetime(), by: z.string(), note: z.string() }).nullable(),
  notes: z.array(z.object({ at: z.iso.datetime(), by: z.string(), text: z.string() })),
})
export type Incident = z.infer<typeof incidentSchema>

/** Many incidents that are one: what opened within moments of each other for the same cause. */
export const incidentGroupSchema = z.object({
  id: z.uuid(),
  cause: failureSchema,
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  servers: z.number().int(),
  open: z.number().int(),
})
export type IncidentGroup = z.infer<typeof incidentGroupSchema>

const once = z.object({ kind: z.literal('once'), from: z.iso.datetime(), to: z.iso.datetime() })
const recurring = z.object({
  kind: z.literal('recurring'),
  /** When it begins: five fields of cron, in `timezone`. */
  cron: z.string().min(1).max(200),
  /** An IANA name. */
  timezone: z.string().min(1).max(100),
  durationMinutes: z.number().int().min(1).max(10_080),
  /** Not before, and not after. */
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
})

/** When, and for which servers, failures are expected: recorded, shown, told to nobody, left out of the uptime. */
export const maintenanceSchema = z.object({
  title: z.string().trim().min(1).max(200),
  /** Of all servers; names and tags are then empty. */
  all: z.boolean().default(false),
  servers: z.array(z.string().min(1).max(128)).max(10_000).default([]),
  tags: z.array(z.string().min(1).max(64)).max(100).default([]),
  schedule: z.discriminatedUnion('kind', [once, recurring]),
})
export type Maintenance = z.infer<typeof maintenanceSchema>

/** When a window holds. */
export const scheduleSchema = maintenanceSchema.shape.schedule
export type Schedule = z.infer<typeof scheduleSchema>

export const spanSchema = z.object({ from: z.iso.datetime(), to: z.iso.datetime() })

export const maintenanceWindowSchema = maintenanceSchema.extend({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  /** The span it is in now. */
  now: spanSchema.nullable(),
  next: spanSchema.nullable(),
})
export type MaintenanceWindow = z.infer<typeof maintenanceWindowSchema>
