import { z } from 'zod'
import { HIDDEN } from './endpoint'

export const WEBHOOK_FORMATS = ['json', 'slack'] as const

/** Kinds of events that can be told to the outside. */
export const WEBHOOK_EVENTS = [
  'verdict-changed',
  'incident-opened',
  'incident-closed',
  'incident-group-opened',
  'incident-group-closed',
  'server-added',
  'server-changed',
  'server-removed',
  'tool-drifted',
  'breaker-changed',
  'authorization-changed',
  'source-ran',
  'config-rejected',
  'held-changed',
  'maintenance-changed',
] as const

/** Deliveries that may wait at a time for one webhook; what happens beyond is dropped and counted. */
export const MAX_WAITING = 10_000

const addressSchema = z
  .string()
  .trim()
  .max(8_192)
  .refine(
    (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    'The address must start with http:// or https:// and be complete',
  )

/** Where events are sent to. */
export const webhookSchema = z.object({
  title: z.string().trim().min(1).max(200),
  /** A secret: whoever knows it can write there. Shown without its path. */
  url: addressSchema,
  format: z.enum(WEBHOOK_FORMATS).default('json'),
  enabled: z.boolean().default(true),
  /** Kinds of events; empty is all of `WEBHOOK_EVENTS`. */
  events: z.array(z.enum(WEBHOOK_EVENTS)).default([]),
  /** Only events of servers with one of these tags; empty is all. */
  tags: z.array(z.string().min(1).max(64)).max(100).default([]),
  /** Key of the HMAC that signs each delivery; made when it is not given, told once. */
  secret: z.string().min(16).max(200).optional(),
})
export type Webhook = z.infer<typeof webhookSchema>

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const

export const deliverySchema = z.object({
  id: z.uuid(),
  event: z.string(),
  server: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  createdAt: z.iso.datetime(),
  attempts: z.number().int(),
  /** Null when none follows. */
  nextAt: z.iso.datetime().nullable(),
  /** An earlier one about the same server waits, and goes first. */
  isHeldBack: z.boolean(),
  /** Of the last attempt. */
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  durationMs: z.number().nullable(),
})
export type Delivery = z.infer<typeof deliverySchema>

export const webhookViewSchema = webhookSchema.omit({ secret: true }).extend({
  id: z.uuid(),
  /** As `shownUrl` gives it. */
  url: z.string(),
  createdAt: z.iso.datetime(),
  waiting: z.number().int(),
  dead: z.number().int(),
  /** Events that came while `MAX_WAITING` waited already, and were never sent. */
  dropped: z.number().int(),
  /** The newest attempt that was made. */
  last: deliverySchema.nullable(),
})
export type WebhookView = z.infer<typeof webhookViewSchema>

/** Where it goes, without what lets others write there: credentials, path and query. */
export function shownUrl(url: string): string {
  const { origin, pathname, search, username } = new URL(url)
  const hasMore = pathname !== '/' || search !== '' || username !== ''
  return hasMore ? `${origin}/${HIDDEN}` : `${origin}/`
}
