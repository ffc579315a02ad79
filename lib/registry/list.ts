import 'server-only'
import type { ListServersQuery, ServerSummary } from '@/lib/domain/api/servers'
import { CONNECTION_KINDS, type ConnectionKind } from '@/lib/domain/connection'
import { transportOf } from '@/lib/domain/endpoint'
import type { Entry } from './catalogue'
import { type Position, readCursor, writeCursor } from './cursor'
import type { Live } from './live'
import { methodOf } from './precedence'
import { sortKeyOf, wordsOf } from './text'
import { summaryOf } from './view'

export interface ServerPage {
  items: ServerSummary[]
  nextCursor: string | null
  total: number
}

/** One page of the servers that match. `entries` are in the order of names, which decides between equals. */
export function listServers(entries: readonly Entry[], query: ListServersQuery, live: Live): ServerPage {
  const { sort, order, limit } = query
  const matching = entries.filter(filterOf(query, live))
  const keyOf = keyFunction(sort, live)
  const rows = inOrder(
    matching.map((entry): Row => ({ entry, key: keyOf(entry) })),
    sort,
  )
  if (order === 'desc') rows.reverse()
  const start = query.cursor === undefined ? 0 : indexAfter(rows, readCursor(query.cursor, { sort, order }))
  const page = rows.slice(start, start + limit)
  const last = page.at(-1)
  const isEnd = last === undefined || start + page.length >= rows.length
  return {
    items: page.map(({ entry }) => summaryOf(entry, live)),
    nextCursor: isEnd ? null : writeCursor({ sort, order, key: last.key, name: last.entry.server.spec.name }),
    total: rows.length,
  }
}

interface Row {
  entry: Entry
  key: string | number
}

/** Many servers share few keys, so sorting the keys is cheaper than sorting the rows. */
function inOrder(rows: Row[], sort: ListServersQuery['sort']): Row[] {
  if (sort === 'name') return rows
  const groups = new Map<string | number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group) group.push(row)
    else groups.set(row.key, [row])
  }
  return [...groups].sort(([a], [b]) => compareKeys(a, b)).flatMap(([, group]) => group)
}

function compareKeys(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function indexAfter(rows: readonly Row[], { key, name, order }: Position): number {
  const direction = order === 'asc' ? 1 : -1
  const sortKey = sortKeyOf(name)
  return firstAfter(rows, ({ entry, key: own }) => {
    const difference =
      compareKeys(own, key) ||
      compareKeys(entry.sortKey, sortKey) ||
      compareKeys(entry.server.spec.name, name)
    return direction * difference > 0
  })
}

/** The first index for which `isAfter` holds; it holds for all that follow. */
function firstAfter(rows: readonly Row[], isAfter: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]
    if (row && isAfter(row)) high = middle
    else low = middle + 1
  }
  return low
}

/** What needs attention comes first. */
const STATE_RANK: Record<ConnectionKind, number> = {
  failed: 0,
  waiting: 1,
  'needs-auth': 2,
  connecting: 3,
  stopping: 4,
  ready: 5,
  idle: 6,
}

function keyFunction(sort: ListServersQuery['sort'], live: Live): (entry: Entry) => string | number {
  switch (sort) {
    case 'name':
      return ({ sortKey }) => sortKey
    case 'state':
      return ({ server }) => STATE_RANK[live(server.spec.name).connection.kind]
    case 'source':
      return ({ server }) => server.source
    case 'transport':
      return ({ server }) => transportOf(server.spec.endpoint)
    case 'tools':
      return ({ server }) => live(server.spec.name).tools ?? -1
    case 'updated':
      return ({ server }) => server.record.updatedAt
  }
}

/** Every filter that is set must hold; within one, any of its values. */
function filterOf(query: ListServersQuery, live: Live): (entry: Entry) => boolean {
  const checks: ((entry: Entry) => boolean)[] = []
  const { enabled, tag, source, transport, state, verdict } = query
  if (enabled !== undefined) checks.push(({ server }) => server.spec.enabled === enabled)
  if (tag) checks.push(({ server }) => server.spec.tags.some((own) => tag.includes(own)))
  if (source)
    checks.push(({ server }) => source.includes(server.source) || source.includes(methodOf(server.source)))
  if (transport) checks.push(({ server }) => transport.includes(transportOf(server.spec.endpoint)))
  for (const word of wordsOf(query.q)) checks.push(({ searched }) => searched.includes(word))
  // Last, since they ask others.
  if (state && state.length < CONNECTION_KINDS.length) {
    checks.push(({ server }) => state.includes(live(server.spec.name).connection.kind))
  }
  if (verdict) checks.push(({ server }) => verdict.includes(live(server.spec.name).verdict))
  return (entry) => checks.every((check) => check(entry))
}
