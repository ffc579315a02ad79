import { z } from 'zod'
import { feedEntrySchema } from '../event'
import { operation } from './operation'

export const streamEvents = operation({
  id: 'streamEvents',
  method: 'GET',
  path: '/api/events',
  summary:
    'Server-sent events, resumed after the header Last-Event-ID (or ?after=); each `data` is one feed entry',
  query: z.object({ after: z.coerce.number().int().nonnegative().optional() }),
  response: feedEntrySchema,
  mediaType: 'text/event-stream',
})

export const listEvents = operation({
  id: 'listEvents',
  method: 'GET',
  path: '/api/events/recent',
  summary: 'The newest events, newest first',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(500).default(100),
    server: z.string().optional(),
  }),
  response: z.object({ items: z.array(feedEntrySchema), nextCursor: z.null() }),
})
