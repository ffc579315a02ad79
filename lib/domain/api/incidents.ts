import { z } from 'zod'
import { feedEntrySchema } from '../event'
import {
  incidentGroupSchema,
  incidentSchema,
  maintenanceSchema,
  maintenanceWindowSchema,
  scheduleSchema,
  severitySchema,
  spanSchema,
} from '../incident'
import { flagSchema, many, operation, pageOf } from './operation'

export const incidentsQuerySchema = z.object({
  state: z.enum(['open', 'closed', 'all']).default('all'),
  server: many(z.string()).optional(),
  tag: many(z.string()).optional(),
  severity: many(severitySchema).optional(),
  group: z.uuid().optional(),
  /** Of each group only the newest that matches. */
  fold: flagSchema.optional(),
  /** Those that touch the span between these times. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(500).optional(),
})
export type IncidentsQuery = z.infer<typeof incidentsQuerySchema>

export const listIncidents = operation({
  id: 'listIncidents',
  method: 'GET',
  path: '/api/incidents',
  summary: 'Incidents, newest first, with the groups that those on the page belong to',
  query: incidentsQuerySchema,
  response: pageOf(incidentSchema).extend({ groups: z.array(incidentGroupSchema) }),
})

export const getIncident = operation({
  id: 'getIncident',
  method: 'GET',
  path: '/api/incidents/{id}',
  summary: 'One incident with the events around it',
  params: z.object({ id: z.uuid() }),
  response: z.object({
    incident: incidentSchema,
    group: incidentGroupSchema.nullable(),
    /** Of its server, from shortly before it began to shortly after it ended, oldest first, at most 500. */
    events: z.array(feedEntrySchema),
  }),
})

const byPerson = { by: z.string().trim().max(100).default('') }

export const acknowledgeIncidents = operation({
  id: 'acknowledgeIncidents',
  method: 'POST',
  path: '/api/incidents/acknowledge',
  summary: 'Say that somebody knows: of some incidents, or of a group; or take that back',
  body: z.object({
    ids: z.array(z.uuid()).max(10_000).default([]),
    group: z.uuid().optional(),
    acknowledged: z.boolean().default(true),
    note: z.string().trim().max(2_000).default(''),
    ...byPerson,
  }),
  response: z.object({ changed: z.number().int() }),
})

export const annotateIncident = operation({
  id: 'annotateIncident',
  method: 'POST',
  path: '/api/incidents/{id}/notes',
  summary: 'Add a note to an incident',
  params: z.object({ id: z.uuid() }),
  body: z.object({ text: z.string().trim().min(1).max(5_000), ...byPerson }),
  response: incidentSchema,
})

const windowParams = z.object({ id: z.uuid() })

export const listMaintenance = operation({
  id: 'listMaintenance',
  method: 'GET',
  path: '/api/maintenance',
  summary: 'Maintenance windows: those now, those to come, then those past',
  response: z.object({ items: z.array(maintenanceWindowSchema) }),
})

export const addMaintenance = operation({
  id: 'addMaintenance',
  method: 'POST',
  path: '/api/maintenance',
  summary: 'Make a maintenance window, once or recurring',
  body: maintenanceSchema,
  response: maintenanceWindowSchema,
  status: 201,
})

export const previewMaintenance = operation({
  id: 'previewMaintenance',
  method: 'POST',
  path: '/api/maintenance/preview',
  summary: 'When a schedule would hold next; nothing is made',
  body: z.object({ schedule: scheduleSchema }),
  response: z.object({ spans: z.array(spanSchema) }),
})

export const changeMaintenance = operation({
  id: 'changeMaintenance',
  method: 'PUT',
  path: '/api/maintenance/{id}',
  summary: 'Change a maintenance window',
  params: windowParams,
  body: maintenanceSchema,
  response: maintenanceWindowSchema,
})

export const removeMaintenance = operation({
  id: 'removeMaintenance',
  method: 'DELETE',
  path: '/api/maintenance/{id}',
  summary: 'Remove a maintenance window; of a server that is still down in it, people are told then',
  params: windowParams,
  response: z.undefined(),
  status: 204,
})
