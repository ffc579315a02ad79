import 'server-only'
import type { z } from 'zod'
import type { listConflicts } from '@/lib/domain/api/discovery'
import type { ConflictView } from '@/lib/domain/discovery'
import type { Claim } from '@/lib/domain/server'
import { type Catalogue, compareEntries, type Entry } from './catalogue'
import { admittedOf, claimOf, differences } from './diff'
import { placeOf } from './origin'
import { type Page, pageOf } from './page'
import type { SourceOrder } from './precedence'
import { sortKeyOf } from './text'

export type ConflictQuery = z.output<typeof listConflicts.query>

type Servers = Pick<Catalogue, 'entries' | 'entry' | 'sharedEndpoints' | 'law'>

type Conflict =
  | { kind: 'shadowed'; name: string; entry: Entry; winner: Claim; shadowed: Claim }
  | { kind: 'same-endpoint'; name: string; entry: Entry; servers: { name: string; source: string }[] }

/** Each claim that is shadowed, with both values; then each endpoint that several names lead to. */
export function conflictViews(catalogue: Servers, query: ConflictQuery): Page<ConflictView> {
  const { source } = query
  const all = [...shadowed(catalogue), ...shared(catalogue)]
  const matching = source === undefined ? all : all.filter((conflict) => isOf(conflict, source))
  const page = pageOf(matching, query, {
    keyOf: (conflict) => [conflict.kind, conflict.name, sourceIn(conflict)],
    isAfter: (conflict, key) => isAfter(conflict, key, catalogue.law.order),
  })
  return { ...page, items: page.items.map(viewOf) }
}

function shadowed(catalogue: Servers): Conflict[] {
  const { order } = catalogue.law
  return catalogue.entries().flatMap((entry) => {
    const { server } = entry
    if (server.record.claims.length < 2) return []
    const winner = claimOf(server)
    const others = admittedOf(server).filter((claim) => claim !== winner)
    return others
      .sort((a, b) => order(a.sourceId, b.sourceId))
      .map((claim): Conflict => {
        return { kind: 'shadowed', name: server.spec.name, entry, winner, shadowed: claim }
      })
  })
}

function shared(catalogue: Servers): Conflict[] {
  const groups = catalogue.sharedEndpoints().flatMap((names): Conflict[] => {
    const entries = names.flatMap((name) => catalogue.entry(name) ?? []).sort(compareEntries)
    const [entry] = entries
    if (!entry) return []
    const servers = entries.map(({ server }) => ({ name: server.spec.name, source: server.source }))
    return [{ kind: 'same-endpoint', name: entry.server.spec.name, entry, servers }]
  })
  return groups.sort((a, b) => compareEntries(a.entry, b.entry))
}

function isOf(conflict: Conflict, source: string): boolean {
  return conflict.kind === 'shadowed'
    ? conflict.winner.sourceId === source || conflict.shadowed.sourceId === source
    : conflict.servers.some((server) => server.source === source)
}

function sourceIn(conflict: Conflict): string {
  return conflict.kind === 'shadowed' ? conflict.shadowed.sourceId : ''
}

function isAfter(
  conflict: Conflict,
  [kind, name = '', source = '']: readonly string[],
  order: SourceOrder,
): boolean {
  if (conflict.kind !== kind) return conflict.kind === 'same-endpoint'
  const sortKey = sortKeyOf(name)
  const own = conflict.entry.sortKey
  if (own !== sortKey) return own > sortKey
  if (conflict.name !== name) return conflict.name > name
  return order(sourceIn(conflict), source) > 0
}

function viewOf(conflict: Conflict): ConflictView {
  const { kind, name } = conflict
  if (kind === 'same-endpoint') return { kind, target: conflict.entry.target, servers: conflict.servers }
  const { winner, shadowed } = conflict
  const [winnerOrigin, shadowedOrigin] = [placeOf(winner), placeOf(shadowed)]
  return {
    kind,
    name,
    winner: winner.sourceId,
    shadowed: shadowed.sourceId,
    ...(winnerOrigin === undefined ? {} : { winnerOrigin }),
    ...(shadowedOrigin === undefined ? {} : { shadowedOrigin }),
    differences: differences(winner, shadowed),
  }
}
