import type { AppEvent, FeedEntry } from '@/lib/domain/event'

/** So many are kept on the page; older ones are on the server's own page and in the API. */
export const KEPT = 500

export const EVENT_GROUPS = [
  'all',
  'health',
  'connections',
  'calls',
  'servers',
  'discovery',
  'documents',
  'config',
] as const
export type EventGroup = (typeof EVENT_GROUPS)[number]

const GROUP_OF: Record<AppEvent['kind'], EventGroup> = {
  'server-added': 'servers',
  'server-changed': 'servers',
  'server-removed': 'servers',
  'tools-changed': 'servers',
  'tool-drifted': 'servers',
  'verdict-changed': 'health',
  'incident-opened': 'health',
  'incident-closed': 'health',
  'incident-changed': 'health',
  'incident-group-opened': 'health',
  'incident-group-closed': 'health',
  'maintenance-changed': 'health',
  'webhook-changed': 'config',
  'webhook-failed': 'health',
  'breaker-changed': 'connections',
  'tool-approved': 'connections',
  'connection-renewed': 'connections',
  'authorization-changed': 'connections',
  'server-logged': 'connections',
  'call-progressed': 'calls',
  'connection-changed': 'connections',
  'connect-progressed': 'connections',
  'call-finished': 'calls',
  'config-reloaded': 'config',
  'config-rejected': 'config',
  'source-ran': 'discovery',
  'run-changed': 'discovery',
  'source-changed': 'discovery',
  'held-changed': 'discovery',
  'document-changed': 'documents',
  'document-removed': 'documents',
  'collection-changed': 'documents',
  'vector-index-changed': 'documents',
  'evaluation-changed': 'documents',
  'conversation-changed': 'documents',
}

/** Their runs are told as reloads of the configuration. */
const CONFIG_SOURCES: ReadonlySet<string> = new Set(['config-file', 'environment'])

/** Whether a person wants to read it: what another event says already is left out. */
function isNews(event: AppEvent): boolean {
  if (event.kind === 'connect-progressed' || event.kind === 'call-progressed') return false
  if (event.kind === 'webhook-changed' || event.kind === 'conversation-changed') return false
  if (event.kind === 'document-changed') return event.state === 'ready' || event.state === 'failed'
  if (event.kind === 'collection-changed') return false
  if (event.kind === 'vector-index-changed') return event.state !== 'building'
  if (event.kind === 'evaluation-changed') return event.state === 'done' || event.state === 'failed'
  if (event.kind === 'run-changed' || event.kind === 'source-changed') return false
  if (event.kind === 'held-changed') return event.held > 0
  if (event.kind !== 'source-ran') return true
  if (event.dryRun) return false
  if (event.outcome === 'failed') return true
  return !CONFIG_SOURCES.has(event.source) && event.added + event.changed + event.removed > 0
}

export function entriesOf(entries: readonly FeedEntry[], group: EventGroup): FeedEntry[] {
  return entries.filter(({ event }) => isNews(event) && (group === 'all' || GROUP_OF[event.kind] === group))
}

/** Newest first, each once, at most `KEPT`. `fresh` may come in any order and overlap. */
export function mergeEntries(known: readonly FeedEntry[], fresh: readonly FeedEntry[]): FeedEntry[] {
  const newest = known[0]?.id ?? 0
  const ids = new Set(known.map((entry) => entry.id))
  const added = fresh.filter((entry) => !ids.has(entry.id))
  if (added.length === 0) return known as FeedEntry[] // nothing new: the same list, so that nothing renders
  const merged = [...added, ...known]
  const inOrder = added.every((entry, index) => entry.id > (added[index + 1]?.id ?? newest))
  return (inOrder ? merged : merged.sort((a, b) => b.id - a.id)).slice(0, KEPT)
}
