import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import { WEBHOOK_EVENTS } from '@/lib/domain/webhook'

const KINDS: ReadonlySet<string> = new Set(WEBHOOK_EVENTS)

export interface Wanted {
  /** Kinds; empty is all that webhooks are told of. */
  events: readonly string[]
  tags: readonly string[]
}

/**
 * Whether a webhook is told of an event: of a kind that it wants, about a server with a tag that it wants, not in a
 * maintenance window, and not one of many incidents that are told as a group.
 */
export function isTold(
  event: AppEvent,
  wanted: Wanted,
  tagsOf: (server: string) => readonly string[],
): boolean {
  if (!KINDS.has(event.kind)) return false
  if (wanted.events.length > 0 && !wanted.events.includes(event.kind)) return false
  if ('silenced' in event && event.silenced) return false
  const isIncident = event.kind === 'incident-opened' || event.kind === 'incident-closed'
  if (isIncident && event.group !== null) return false
  if (wanted.tags.length === 0) return true
  return tagsAbout(event, tagsOf).some((tag) => wanted.tags.includes(tag))
}

/** Of those it is about; none for what concerns a source, a file or a window. */
function tagsAbout(event: AppEvent, tagsOf: (server: string) => readonly string[]): readonly string[] {
  if ('name' in event) return tagsOf(event.name)
  if ('tags' in event && event.tags) return event.tags
  return event.kind === 'incident-group-opened' ? event.names.flatMap(tagsOf) : []
}
