import 'server-only'
import type { z } from 'zod'
import type { serverFacets } from '@/lib/domain/api/servers'
import type { Stats } from '@/lib/domain/api/stats'
import { transportOf } from '@/lib/domain/endpoint'
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
