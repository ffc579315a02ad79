import { z } from 'zod'
import { deliverySchema, DELIVERY_STATES, webhookSchema, webhookViewSchema } from '../webhook'
import { operation, pageOf } from './operation'

const params = z.object({ id: z.uuid() })

export const listWebhooks = operation({
  id: 'listWebhooks',
  method: 'GET',
  path: '/api/webhooks',
  summary: 'Webhooks with what waits and what was given up',
  response: z.object({ items: z.array(webhookViewSchema) }),
})

export const addWebhook = operation({
  id: 'addWebhook',
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Add a webhook; the secret that signs its deliveries is told in this answer only',
  body: webhookSchema,
  response: z.object({ webhook: webhookViewSchema, secret: z.string() }),
  status: 201,
})

export const changeWebhook = operation({
  id: 'changeWebhook',
  method: 'PATCH',
  path: '/api/webhooks/{id}',
  summary: 'Change a webhook; a hidden address sent back unchanged stays',
  params,
  body: z.object({
    title: webhookSchema.shape.title.optional(),
    url: z.string().max(8_192).optional(),
    format: webhookSchema.shape.format.unwrap().optional(),
    enabled: z.boolean().optional(),
    events: webhookSchema.shape.events.unwrap().optional(),
    tags: webhookSchema.shape.tags.unwrap().optional(),
    secret: webhookSchema.shape.secret,
  }),
  response: webhookViewSchema,
})

export const removeWebhook = operation({
  id: 'removeWebhook',
  method: 'DELETE',
  path: '/api/webhooks/{id}',
  summary: 'Remove a webhook and what waits for it',
  params,
  response: z.undefined(),
  status: 204,
})

export const testWebhook = operation({
  id: 'testWebhook',
  method: 'POST',
  path: '/api/webhooks/{id}/test',
  summary: 'Send a test event now, once, and tell what came of it',
  params,
  response: deliverySchema,
})

export const listDeliveries = operation({
  id: 'listDeliveries',
  method: 'GET',
  path: '/api/webhooks/{id}/deliveries',
  summary: 'Deliveries of a webhook, newest first',
  params,
  query: z.object({
    state: z.enum(DELIVERY_STATES).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  }),
  response: pageOf(deliverySchema),
})

export const retryDeliveries = operation({
  id: 'retryDeliveries',
  method: 'POST',
  path: '/api/webhooks/{id}/deliveries/retry',
  summary: 'Send again what was given up: some deliveries, or all',
  params,
  body: z.object({ ids: z.array(z.uuid()).max(1_000).optional() }),
  response: z.object({ queued: z.number().int() }),
})
