import type { FeedEntry } from '@/lib/domain/event'
import type { Incident } from '@/lib/domain/incident'

/** A part of what happened around an incident. */
export interface TimelinePart {
  kind: 'before' | 'during' | 'after'
  entries: FeedEntry[]
}

/** What happened before an incident, while it went on, and after it; each oldest first. Only the middle may be empty. */
export function timelineOf(
  incident: Pick<Incident, 'id' | 'openedAt' | 'closedAt'>,
  entries: readonly FeedEntry[],
): TimelinePart[] {
  const parts: TimelinePart[] = (['before', 'during', 'after'] as const).map((kind) => ({
    kind,
    entries: entries.filter((entry) => whenOf(entry, incident) === kind),
  }))
  return parts.filter((part) => part.kind === 'during' || part.entries.length > 0)
}

function whenOf(
  { at, event }: FeedEntry,
  { id, openedAt, closedAt }: Pick<Incident, 'id' | 'openedAt' | 'closedAt'>,
): TimelinePart['kind'] {
  // What begins and ends it is told of a moment later, and belongs to it all the same.
  if ((event.kind === 'incident-opened' || event.kind === 'incident-closed') && event.incident === id) {
    return 'during'
  }
  const time = Date.parse(at)
  // So is the change of verdict that ends it, by the time of its check.
  if (time < Date.parse(openedAt)) return 'before'
  return closedAt !== null && time > Date.parse(closedAt) + 1_000 ? 'after' : 'during'
}
