import 'server-only'
import type { Uptime } from '@/lib/domain/health'
import type { HistoryStore } from '@/lib/store/health-history'
import { checksFor, type Past, readTier, seamOf } from './past'
import type { SlotsByStart } from './rollup'
import { type State, STATES, timeline } from './timeline'
import { ceilTo, DAY, floorTo, HOUR } from './tiers'

const WINDOWS_MS = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } satisfies Record<
  keyof Uptime,
  number
>

export const NO_UPTIME: Uptime = { '24h': null, '7d': null, '30d': null, '90d': null }

/**
 * The share of time in which it answered, of the time in which that was known. Left out are maintenance, what was not
 * watched, and `needs-auth`: nobody has signed in, so that it is neither up nor down. Null where nothing is left.
 */
export function uptimeOf(time: Readonly<Record<State, number>>): number | null {
  const up = time.healthy + time.degraded
  const known = up + time.unhealthy
  return known > 0 ? up / known : null
}

/** Each window to the hour where single checks are gone. */
export async function readUptimes(
  store: HistoryStore,
  pasts: ReadonlyMap<string, Past>,
  now: number,
): Promise<Map<string, Uptime>> {
  const servers = [...pasts.keys()]
  const days = await readTier(store, 'day', servers, { from: floorTo(now - WINDOWS_MS['90d'], DAY), to: now })
  const seam = Math.min(now, ...[...pasts.values()].map(({ openFrom }) => openFrom))
  const hours = new Map<string, SlotsByStart>(servers.map((server) => [server, new Map()]))
  const edges = Object.values(WINDOWS_MS).map((windowMs) => floorTo(now - windowMs, HOUR))
  for (const { from, to } of [
    ...edges.map((edge) => ({ from: edge, to: ceilTo(edge, DAY) })),
    { from: Math.max(floorTo(seam, DAY), floorTo(now - 2 * DAY, DAY)), to: now },
  ]) {
    const read = await readTier(store, 'hour', servers, { from, to })
    for (const [server, slots] of read)
      for (const [start, summary] of slots) hours.get(server)?.set(start, summary)
  }
  const uptimes = new Map<string, Uptime>()
  for (const [server, past] of pasts) {
    const known = { past, days: days.get(server) ?? new Map(), hours: hours.get(server) ?? new Map() }
    const share = (windowMs: number) => uptimeOf(timeBetween(known, now - windowMs, now))
    uptimes.set(server, {
      '24h': share(WINDOWS_MS['24h']),
      '7d': share(WINDOWS_MS['7d']),
      '30d': share(WINDOWS_MS['30d']),
      '90d': share(WINDOWS_MS['90d']),
    })
  }
  return uptimes
}

interface Known {
  past: Past
  days: SlotsByStart
  hours: SlotsByStart
}

/** Whole days where it can, hours at the ends, and single checks after the seam. */
function timeBetween({ past, days, hours }: Known, from: number, to: number): Record<State, number> {
  const seam = Math.min(seamOf(past, from), to)
  const begin = floorTo(from, HOUR)
  const firstDay = ceilTo(begin, DAY)
  const lastDay = Math.max(firstDay, floorTo(seam, DAY))
  const time = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0, maintenance: 0 }
  const add = (slots: SlotsByStart, since: number, until: number) => {
    for (const [start, summary] of slots)
      if (start >= since && start < until) for (const state of STATES) time[state] += summary.time[state]
  }
  if (seam > from) {
    add(hours, begin, Math.min(firstDay, seam))
    add(days, firstDay, Math.min(lastDay, seam))
    add(hours, lastDay, seam)
  }
  for (const held of timeline(checksFor(past, seam), seam, to)) time[held.state] += held.to - held.from
  return time
}
