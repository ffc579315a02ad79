import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Incident } from '@/lib/domain/incident'

/** What is told of an incident: that it began, that it is over, or both at once. */
export interface Telling {
  incident: Incident
  what: 'opening' | 'ending' | 'both'
}

export interface GroupTelling {
  id: string
  cause: Incident['cause']
  tags: readonly string[]
  openedAt: string
}

export interface Told {
  tellings: readonly Telling[]
  made: readonly (GroupTelling & { names: readonly string[] })[]
  closed: readonly (GroupTelling & { servers: number; closedAt: string })[]
}

/** Of a group's names. */
const NAMES = 20

/** In an order that lets a reader know a group before its members. */
export function newsOf({ tellings, made, closed }: Told): AppEvent[] {
  return [
    ...made.map(({ id, cause, tags, names }) => ({
      ...{ kind: 'incident-group-opened' as const, group: id, cause, tags: [...tags] },
      ...{ servers: names.length, names: names.slice(0, NAMES) },
    })),
    ...tellings.flatMap(eventsOf),
    ...closed.map(({ id, tags, servers, openedAt, closedAt }) => ({
      ...{ kind: 'incident-group-closed' as const, group: id, servers, tags: [...tags] },
      durationMs: between(openedAt, closedAt),
    })),
  ]
}

function eventsOf({ incident, what }: Telling): AppEvent[] {
  const { id, server, severity, cause, group, silenced, openedAt, closedAt, end } = incident
  const common = { incident: id, name: server, severity, cause, group, silenced }
  const events: AppEvent[] = []
  if (what !== 'ending') events.push({ kind: 'incident-opened', ...common })
  if (what !== 'opening' && closedAt !== null && end !== null) {
    events.push({ kind: 'incident-closed', ...common, end, durationMs: between(openedAt, closedAt) })
  }
  return events
}

function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
