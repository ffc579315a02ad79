import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { Database, Queries } from './database'
import { toEntry } from './events'
import { lockUntilCommit } from './locks'

/** What a webhook wants to hear of. */
export interface WebhookFilter {
  id: string
  events: readonly string[]
  tags: readonly string[]
}

export interface EnqueueOptions {
  /** Kinds of events that are of interest to any webhook. */
  kinds: readonly string[]
  /** Events looked at in one go. */
  limit: number
  /** Deliveries that may wait for one webhook. */
  capacity: number
  at: string
  newId: () => string
  /** Whether this webhook is told of this event. */
  isTold: (entry: FeedEntry, webhook: WebhookFilter) => boolean
}

const NEWEST = 2n ** 62n

/**
 * Takes over what the feed has stored since the last time, once over all replicas: each webhook remembers up to which
 * event it was told, in the same transaction. Answers with how many were added, and whether there is more to look at.
 */
export function enqueueDeliveries(
  db: Database,
  options: EnqueueOptions,
): Promise<{ added: number; hasMore: boolean }> {
  return db.transaction(async (queries) => {
    await lockUntilCommit(queries, 'webhooks')
    const webhooks = await enabledWebhooks(queries)
    if (webhooks.length === 0) return { added: 0, hasMore: false }
    const from = webhooks.reduce((lowest, { seen }) => (seen < lowest ? seen : lowest), NEWEST)
    // Before the events are read: what is stored in between has a higher id, and comes the next time.
    const newest = await queries.event.findFirst({ orderBy: { id: 'desc' }, select: { id: true } })
    if (!newest || from >= newest.id) return { added: 0, hasMore: false }
    const rows = await queries.event.findMany({
      where: { id: { gt: from, lte: newest.id }, kind: { in: [...options.kinds] } },
      orderBy: { id: 'asc' },
      take: options.limit,
    })
    const hasMore = rows.length === options.limit
    const upTo = hasMore ? (rows.at(-1)?.id ?? newest.id) : newest.id
    const entries = rows.flatMap(toEntry)
    const added = await insertFor(queries, webhooks, entries, options)
    await queries.$executeRaw`UPDATE webhook SET seen = ${upTo} WHERE enabled AND seen < ${upTo}`
    return { added, hasMore }
  })
}

interface Follower extends WebhookFilter {
  seen: bigint
}

async function enabledWebhooks(queries: Queries): Promise<Follower[]> {
  const rows = await queries.webhook.findMany({
    where: { enabled: true },
    select: { id: true, events: true, tags: true, seen: true },
  })
  // Nothing but lists of texts is ever written there.
  return rows.map((row) => ({ ...row, events: row.events as string[], tags: row.tags as string[] }))
}

async function insertFor(
  queries: Queries,
  webhooks: readonly Follower[],
  entries: readonly FeedEntry[],
  { isTold, capacity, at, newId }: EnqueueOptions,
): Promise<number> {
  const told = webhooks.map((webhook) => ({
    webhook: webhook.id,
    entries: entries.filter((entry) => BigInt(entry.id) > webhook.seen && isTold(entry, webhook)),
  }))
  if (told.every((each) => each.entries.length === 0)) return 0
  const waiting = await waitingCounts(queries)
  const incoming: object[] = []
  for (const { webhook, entries: wanted } of told) {
    const room = Math.max(0, capacity - (waiting.get(webhook) ?? 0))
    for (const entry of wanted.slice(0, room)) incoming.push({ ...rowOf(entry), webhook, id: newId() })
    const dropped = Math.max(0, wanted.length - room)
    if (dropped > 0) {
      await queries.webhook.updateMany({ where: { id: webhook }, data: { dropped: { increment: dropped } } })
    }
  }
  return queries.$executeRaw`
    INSERT INTO webhook_delivery (id, webhook_id, event_id, kind, server, line, at, payload, state, created_at, since,
      next_at)
    SELECT id, webhook, event, kind, server, coalesce(server, ''), at, payload::json, 'waiting',
      ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
    FROM json_to_recordset(${JSON.stringify(incoming)}::json) AS incoming
      (id uuid, webhook uuid, event bigint, kind text, server text, at timestamptz, payload text)
    ORDER BY event
    ON CONFLICT (webhook_id, event_id) DO NOTHING`
}

async function waitingCounts(queries: Queries): Promise<Map<string, number>> {
  const rows = await queries.webhookDelivery.groupBy({
    by: ['webhookId'],
    where: { state: 'waiting' },
    _count: true,
  })
  return new Map(rows.map(({ webhookId, _count }) => [webhookId, _count]))
}

/** The payload stays a text within the JSON that carries the row, so that what it escapes stays escaped. */
function rowOf(entry: FeedEntry) {
  const { id, at, event } = entry
  const server = 'name' in event ? event.name : null
  return { event: id, kind: event.kind, server, at, payload: JSON.stringify(entry) }
}
