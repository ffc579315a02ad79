import 'server-only'
import { type FeedEntry, feedEntrySchema } from '@/lib/domain/event'
import { DELIVERY_STATES, type Delivery } from '@/lib/domain/webhook'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'

/** One that a replica is to send now. */
export interface ClaimedDelivery {
  place: number
  id: string
  webhook: string
  line: string
  entry: FeedEntry
  attempts: number
  /** It is tried for a day from here; ms. */
  since: number
}

export interface DeliveryPage {
  items: Delivery[]
  nextCursor: string | null
  total: number
}

export interface DeliveryRow {
  place: bigint
  id: string
  webhook_id: string
  line: string
  kind: string
  server: string | null
  payload: unknown
  state: string
  attempts: number
  created_at: Date
  since: Date
  next_at: Date
  status: number | null
  error: string | null
  duration_ms: number | null
  held_back: boolean
}

/** `held_back` needs the table under the name `delivery`. */
export const DELIVERY_COLUMNS = Prisma.sql`
  delivery.place, delivery.id::text, delivery.webhook_id::text, delivery.line, delivery.kind, delivery.server,
  delivery.state, delivery.attempts, delivery.created_at, delivery.since, delivery.next_at, delivery.status,
  delivery.error, delivery.duration_ms,
  delivery.state = 'waiting' AND EXISTS (
    SELECT 1 FROM webhook_delivery AS earlier
    WHERE earlier.webhook_id = delivery.webhook_id AND earlier.state = 'waiting' AND earlier.line = delivery.line
      AND earlier.place < delivery.place) AS held_back`

export function toDelivery(row: Omit<DeliveryRow, 'payload'>): Delivery {
  const state = DELIVERY_STATES.find((each) => each === row.state) ?? 'dead'
  return {
    id: row.id,
    event: row.kind,
    server: row.server,
    state,
    createdAt: row.created_at.toISOString(),
    attempts: row.attempts,
    nextAt: state === 'waiting' && !row.held_back ? row.next_at.toISOString() : null,
    isHeldBack: row.held_back,
    status: row.status,
    error: row.error,
    durationMs: row.duration_ms,
  }
}

/** Nothing for an event that this version can't read any more. */
export function toClaimed(row: DeliveryRow): ClaimedDelivery | undefined {
  const entry = feedEntrySchema.safeParse(row.payload)
  if (!entry.success) return undefined
  return {
    place: Number(row.place),
    id: row.id,
    webhook: row.webhook_id,
    line: row.line,
    entry: entry.data,
    attempts: row.attempts,
    since: row.since.getTime(),
  }
}

export function writeCursor(place: bigint): string {
  return Buffer.from(String(place)).toString('base64url')
}

/** Throws `bad-input` for one that was not made here. */
export function readCursor(cursor: string): bigint {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{1,18}$/.test(text)) {
    throw new AppError('bad-input', 'This cursor was not made here; start again without one')
  }
  return BigInt(text)
}
