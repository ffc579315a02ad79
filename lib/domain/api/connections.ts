import { z } from 'zod'
import { connectionSchema } from '../connection'
import { operation } from './operation'

export const selectionSchema = z.union([
  z.object({ all: z.literal(true) }).strict(),
  z.object({ names: z.array(z.string()).min(1).max(10_000) }).strict(),
  z.object({ tags: z.array(z.string()).min(1).max(100) }).strict(),
])
export type Selection = z.infer<typeof selectionSchema>

export const connectMany = operation({
  id: 'connectMany',
  method: 'POST',
  path: '/api/connections',
  summary: 'Connect all enabled servers, or those named or tagged; answers at once, progress comes as events',
  body: selectionSchema,
  response: z.object({
    /** Names this batch in `connect-progressed` events. */
    batch: z.string(),
    begun: z.array(z.string()),
    /** Selected but not begun, each with its reason: disabled, unknown, ready already. */
    skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  }),
  status: 202,
})

export const listConnections = operation({
  id: 'listConnections',
  method: 'GET',
  path: '/api/connections',
  summary: 'Connections that are not idle',
  response: z.object({
    items: z.array(z.object({ name: z.string(), connection: connectionSchema })),
    nextCursor: z.null(),
  }),
})

export const disconnectMany = operation({
  id: 'disconnectMany',
  method: 'DELETE',
  path: '/api/connections',
  summary: 'Close all connections, or those named or tagged; also cancels a running "connect all"',
  body: selectionSchema.optional(),
  response: z.object({ closed: z.array(z.string()) }),
})
