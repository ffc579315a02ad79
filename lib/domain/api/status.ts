import { z } from 'zod'
import { verdictSchema } from '../connection'
import { severitySchema } from '../incident'
import { serverNameSchema } from '../server-name'
import { operation } from './operation'

/** What strangers may see without a token. Nothing, unless somebody says so. */
export const statusPageSettingsSchema = z.object({
  enabled: z.boolean().default(false),
  title: z.string().trim().min(1).max(200).default('Status'),
  /** Servers with one of these tags; without any, all enabled ones. */
  tags: z.array(z.string().min(1).max(64)).max(100).default([]),
  /** Whether badges are drawn for those servers. */
  badges: z.boolean().default(true),
})
export type StatusPageSettings = z.infer<typeof statusPageSettingsSchema>

export const getStatusPageSettings = operation({
  id: 'getStatusPageSettings',
  method: 'GET',
  path: '/api/settings/status-page',
  summary: 'What the public status page shows',
  response: statusPageSettingsSchema,
})

export const setStatusPageSettings = operation({
  id: 'setStatusPageSettings',
  method: 'PUT',
  path: '/api/settings/status-page',
  summary: 'Publish, change or withdraw the public status page',
  body: statusPageSettingsSchema,
  response: statusPageSettingsSchema,
})

/** Names, verdicts and uptime only: no address, no reason, no tool. */
export const publicStatusSchema = z.object({
  title: z.string(),
  at: z.iso.datetime(),
  servers: z.array(
    z.object({
      name: z.string(),
      title: z.string().optional(),
      verdict: verdictSchema,
      maintenance: z.boolean(),
      /** A letter of `CELLS` for each of the last 90 days. */
      days: z.string(),
      uptime: z.number().nullable(),
    }),
  ),
  incidents: z.array(
    z.object({
      server: z.string(),
      severity: severitySchema,
      openedAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
    }),
  ),
  maintenance: z.array(z.object({ title: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })),
})
export type PublicStatus = z.infer<typeof publicStatusSchema>

export const getPublicStatus = operation({
  id: 'getPublicStatus',
  method: 'GET',
  path: '/api/status',
  summary: 'The public status page as data; not found while it is not published',
  response: publicStatusSchema,
  open: true,
})

export const getBadge = operation({
  id: 'getBadge',
  method: 'GET',
  path: '/api/servers/{name}/badge.svg',
  summary:
    'A badge for a README: the state of a server, its uptime or its response time; open when published',
  params: z.object({ name: serverNameSchema }),
  query: z.object({
    show: z.enum(['status', 'uptime', 'response']).default('status'),
    range: z.enum(['24h', '7d', '30d', '90d']).default('30d'),
    label: z.string().max(60).optional(),
  }),
  response: z.string(),
  mediaType: 'image/svg+xml',
  open: 'embedded',
})
