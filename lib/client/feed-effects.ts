import type { Breaker, Connection, Failure, Verdict } from '../domain/connection'
import type { AppEvent } from '../domain/event'
import { assertNever } from '../kit/assert-never'
import { queryKeys } from './query-keys'

/** What the newest events say of a server, put into cached answers without asking again. */
export interface ServerPatch {
  connection?: Connection
  verdict?: Verdict
  reason?: Failure
  breaker?: Breaker
  tools?: number
}

export interface FeedEffects {
  patches: Map<string, ServerPatch>
  /** Query keys whose answers are out of date. */
  invalid: (readonly unknown[])[]
  /** The same, of answers that are large: asked again the more seldom the larger they are. */
  seldom: (readonly unknown[])[]
  /** Servers whose history has something new; null for all. */
  healthMoved: ReadonlySet<string> | null
  /** Which servers a list filtered or sorted by state holds may have changed. */
  statesMoved: boolean
}

/** Past this many servers, one wide invalidation is cheaper than many narrow ones. */
const MANY = 50

/** Many events in, few effects out: the last word on each server wins. */
export function effectsOf(events: readonly AppEvent[]): FeedEffects {
  const patches = new Map<string, ServerPatch>()
  const changed = new Set<string>()
  const relisted = new Set<string>()
  const wide = new Map<string, readonly unknown[]>()
  const healthMoved = new Set<string>()
  let allHealthMoved = false
  let fleetMoved = false
  const invalidate = (...keys: (readonly unknown[])[]) => {
    for (const key of keys) wide.set(JSON.stringify(key), key)
  }
  const patch = (name: string, change: ServerPatch) => patches.set(name, { ...patches.get(name), ...change })

  for (const event of events) {
    switch (event.kind) {
      case 'server-added':
      case 'server-changed':
      case 'server-removed':
        changed.add(event.name)
        invalidate(queryKeys.serverLists, queryKeys.facets, queryKeys.stats)
        // What is there, and what it is, decides who disagrees with whom.
        invalidate(queryKeys.conflicts, queryKeys.sources)
        break
      case 'connection-changed':
        patch(event.name, { connection: event.connection })
        invalidate(queryKeys.facets, queryKeys.stats, queryKeys.connections)
        break
      case 'breaker-changed':
        patch(event.name, { breaker: event.breaker })
        break
      case 'verdict-changed':
        patch(event.name, { verdict: event.verdict, reason: event.reason })
        invalidate(queryKeys.facets, queryKeys.stats)
        healthMoved.add(event.name)
        fleetMoved = true
        break
      case 'incident-opened':
      case 'incident-closed':
      case 'incident-changed':
        invalidate(queryKeys.incidents, queryKeys.stats)
        healthMoved.add(event.name)
        break
      case 'incident-group-opened':
      case 'incident-group-closed':
        invalidate(queryKeys.incidents)
        break
      case 'maintenance-changed':
        invalidate(queryKeys.maintenance)
        allHealthMoved = true
        fleetMoved = true
        break
      case 'authorization-changed':
        invalidate(queryKeys.authorization(event.name))
        break
      case 'tool-drifted':
      case 'tool-approved':
        relisted.add(event.name)
        break
      case 'webhook-changed':
      case 'webhook-failed':
        invalidate(queryKeys.webhooks)
        break
      case 'call-progressed':
      case 'server-logged':
      case 'connection-renewed':
        break
      case 'tools-changed':
        patch(event.name, { tools: event.tools })
        relisted.add(event.name)
        invalidate(queryKeys.stats)
        break
      case 'call-finished':
        invalidate(queryKeys.stats)
        break
      case 'config-reloaded':
      case 'config-rejected':
        invalidate(queryKeys.config)
        break
      case 'source-ran':
        invalidate(queryKeys.config, queryKeys.sources, queryKeys.runs, queryKeys.conflicts)
        if (event.run !== undefined) invalidate(queryKeys.run(event.run))
        break
      case 'run-changed':
        invalidate(queryKeys.sources, queryKeys.runs, queryKeys.run(event.run))
        break
      case 'source-changed':
        invalidate(queryKeys.sources)
        break
      case 'held-changed':
        invalidate(queryKeys.sources, queryKeys.held)
        break
      case 'document-changed':
      case 'document-removed':
      case 'collection-changed':
        // Of a collection also how its documents are kept up to date.
        invalidate(queryKeys.documents, queryKeys.collections)
        break
      case 'vector-index-changed':
        invalidate(queryKeys.embedding)
        break
      case 'evaluation-changed':
        invalidate(queryKeys.goldSets)
        invalidate(queryKeys.evaluation(event.run))
        break
      case 'conversation-changed':
        invalidate(queryKeys.conversations)
        break
      case 'connect-progressed':
        break
      default:
        assertNever(event)
    }
  }
  const narrow =
    changed.size + relisted.size > MANY
      ? [queryKeys.servers]
      : [...[...changed].map(queryKeys.server), ...[...relisted].map(queryKeys.tools)]
  return {
    patches,
    invalid: [...wide.values(), ...narrow],
    seldom: fleetMoved ? [queryKeys.health] : [],
    healthMoved: allHealthMoved ? null : healthMoved,
    statesMoved: patches.size > 0,
  }
}

/** Whether the key is of the history of one of these servers; null is any. */
export function isHealthOf(queryKey: readonly unknown[], names: ReadonlySet<string> | null): boolean {
  const [resource, kind, name, part] = queryKey
  if (resource !== 'servers' || kind !== 'one' || part !== 'health') return false
  return names === null || (typeof name === 'string' && names.has(name))
}

const LEAST_SELDOM_MS = 2_000
const MOST_SELDOM_MS = 30_000
const SELDOM_MS_PER_ROW = 3

/** How long an answer with so many rows stands at least before it is asked for again; ms. */
export function seldomMs(rows: number): number {
  return Math.max(LEAST_SELDOM_MS, Math.min(MOST_SELDOM_MS, rows * SELDOM_MS_PER_ROW))
}

/** Whether the key is of a list whose members or order follow from what patches change. */
export function followsStates(queryKey: readonly unknown[]): boolean {
  const [resource, kind, query] = queryKey
  if (resource !== 'servers' || kind !== 'list' || typeof query !== 'object' || query === null) return false
  const { state, verdict, sort } = query as { state?: unknown; verdict?: unknown; sort?: unknown }
  return isSet(state) || isSet(verdict) || sort === 'state' || sort === 'tools'
}

function isSet(filter: unknown): boolean {
  return Array.isArray(filter) ? filter.length > 0 : filter !== undefined && filter !== null && filter !== ''
}

/** The same value when no patch concerns it, so that nothing renders again in vain. */
export function patched<T>(data: T, patches: ReadonlyMap<string, ServerPatch>): T {
  if (typeof data !== 'object' || data === null) return data
  // Cached answers are plain JSON: a page of servers, pages of an infinite query, or one server.
  const shape = data as { pages?: unknown[]; items?: unknown[]; name?: unknown }
  if (Array.isArray(shape.pages))
    return replaced(data, 'pages', shape.pages, (page) => patched(page, patches))
  if (Array.isArray(shape.items))
    return replaced(data, 'items', shape.items, (item) => patchOne(item, patches))
  return patchOne(data, patches)
}

function patchOne<T>(server: T, patches: ReadonlyMap<string, ServerPatch>): T {
  if (typeof server !== 'object' || server === null || !('name' in server)) return server
  const patch = patches.get(String(server.name))
  return patch ? { ...server, ...patch } : server
}

function replaced<T extends object>(
  data: T,
  key: string,
  items: unknown[],
  map: (item: unknown) => unknown,
): T {
  const mapped = items.map(map)
  return mapped.every((item, index) => item === items[index]) ? data : { ...data, [key]: mapped }
}
