import 'server-only'
import type { z } from 'zod'
import type { serverFacets } from '@/lib/domain/api/servers'
import type { Stats } from '@/lib/domain/api/stats'
import { transportOf } from '@/lib/domain/endpoint'
import type { Entry } from './catalogue'
import type { Live } from './live'

type Facets = z.infer<typeof serverFacets.response>

/** What filters can be chosen from, and how many servers each has. */
export function facetsOf(entries: readonly Entry[], live: Live): Facets {
  const [states, verdicts, sources, tags, transports] = [tally(), tally(), tally(), tally(), tally()]
  for (const { server } of entries) {
    const { connection, verdict } = live(server.spec.name)
    states.count(connection.kind)
    verdicts.count(verdict)
    sources.count(server.source)
    for (const tag of server.spec.tags) tags.count(tag)
    transports.count(transportOf(server.spec.endpoint))
  }
  return {
    states: states.counts(),
    verdicts: verdicts.counts(),
    sources: sources.counts(),
    tags: tags.counts(),
    transports: transports.counts(),
  }
}

export function countsOf(entries: readonly Entry[], live: Live): Stats['registry'] {
  const [byState, byVerdict, bySource] = [tally(), tally(), tally()]
  let enabled = 0
  for (const { server } of entries) {
    const { connection, verdict } = live(server.spec.name)
    if (server.spec.enabled) enabled += 1
    byState.count(connection.kind)
    byVerdict.count(verdict)
    bySource.count(server.source)
  }
  return {
    total: entries.length,
    enabled,
    byState: byState.counts(),
    byVerdict: byVerdict.counts(),
    bySource: bySource.counts(),
  }
}

/** A Map, since a tag may be called `constructor`. */
function tally() {
  const map = new Map<string, number>()
  return {
    count: (key: string) => void map.set(key, (map.get(key) ?? 0) + 1),
    counts: () => Object.fromEntries(map),
  }
}
