import 'server-only'
import type { z } from 'zod'
import type { serverFacets } from '@/lib/domain/api/servers'
import type { Stats } from '@/lib/domain/api/stats'
import type { SourceView } from '@/lib/domain/discovery'
import { transportOf } from '@/lib/domain/endpoint'
import type { ServerRecord } from '@/lib/domain/server'
import type { Entry } from './catalogue'
import type { Live } from './live'

type Facets = z.infer<typeof serverFacets.response>
type Counts = Record<string, number>

/** Counts that only a change of the servers can change, kept until then. */
export interface FixedCounts extends Pick<Facets, 'sources' | 'tags' | 'transports'> {
  enabled: number
}

export function fixedCountsOf(entries: Iterable<Entry>): FixedCounts {
  const [sources, tags, transports] = [new Tally(), new Tally(), new Tally()]
  let enabled = 0
  for (const { server } of entries) {
    sources.count(server.source)
    for (const tag of server.spec.tags) tags.count(tag)
    transports.count(transportOf(server.spec.endpoint))
    if (server.spec.enabled) enabled += 1
  }
  return { sources: sources.counts(), tags: tags.counts(), transports: transports.counts(), enabled }
}

/** What filters can be chosen from, and how many servers each has. */
export function facetsOf(
  entries: readonly Entry[],
  { sources, tags, transports }: FixedCounts,
  live: Live,
): Facets {
  return { ...liveCountsOf(entries, live), sources, tags, transports }
}

export function countsOf(entries: readonly Entry[], fixed: FixedCounts, live: Live): Stats['registry'] {
  const { states, verdicts } = liveCountsOf(entries, live)
  return {
    total: entries.length,
    enabled: fixed.enabled,
    byState: states,
    byVerdict: verdicts,
    bySource: fixed.sources,
  }
}

type SourceCounts = SourceView['counts']

export const NO_COUNTS: Readonly<SourceCounts> = { servers: 0, shadowed: 0, held: 0, refused: 0, stale: 0 }

/** What each source's word amounts to. */
export function sourceCountsOf(
  records: Iterable<ServerRecord>,
  winnerOf: (name: string) => string | undefined,
): Map<string, SourceCounts> {
  const counts = new Map<string, SourceCounts>()
  for (const { name, claims } of records) {
    const winner = winnerOf(name)
    for (const { sourceId, admission, staleSince } of claims) {
      const own = counts.get(sourceId) ?? { ...NO_COUNTS }
      counts.set(sourceId, own)
      own[admission ?? (sourceId === winner ? 'servers' : 'shadowed')] += 1
      if (!admission && staleSince !== undefined) own.stale += 1
    }
  }
  return counts
}

function liveCountsOf(entries: readonly Entry[], live: Live): { states: Counts; verdicts: Counts } {
  const [states, verdicts] = [new Tally(), new Tally()]
  for (const { server } of entries) {
    const { connection, verdict } = live(server.spec.name)
    states.count(connection.kind)
    verdicts.count(verdict)
  }
  return { states: states.counts(), verdicts: verdicts.counts() }
}

/** Over a Map, since a tag may be called `constructor`. */
class Tally {
  readonly #counts = new Map<string, number>()

  count(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  counts(): Counts {
    return Object.fromEntries(this.#counts)
  }
}
