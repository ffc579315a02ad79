import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { ServerRecord } from '@/lib/domain/server'
import { emptyPlan, tell } from './draft'
import { type Law, serverOf } from './effective'

export interface Reordering {
  upserts: ServerRecord[]
  /** Of records that are written. */
  events: AppEvent[]
  /** Of records that are stored in this order already: whoever did so has told of them. */
  echoes: AppEvent[]
}

/**
 * What another order of precedence changes. Claims are stored in order, so a record is written when that is another one;
 * with several processes the first to hear of the new order writes, and the others only look at it anew.
 */
export function reorder(records: Iterable<ServerRecord>, from: Law, to: Law, now: string): Reordering {
  const upserts: ServerRecord[] = []
  const [written, looked] = [emptyPlan(), emptyPlan()]
  for (const record of records) {
    if (record.claims.length < 2) continue
    const claims = record.claims.toSorted((a, b) => to.order(a.sourceId, b.sourceId))
    const isStored = claims.every((claim, index) => claim === record.claims[index])
    const after = isStored ? record : { ...record, claims, revision: record.revision + 1, updatedAt: now }
    if (!isStored) upserts.push(after)
    const [was, is] = [serverOf(record, from), serverOf({ ...after, claims: record.claims }, to)]
    tell(isStored ? looked : written, record.name, was, is)
  }
  return { upserts, events: written.events, echoes: looked.events }
}
