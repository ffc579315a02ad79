import 'server-only'
import type { Known, Uptime } from '@/lib/domain/health'
import type { HistoryStore } from '@/lib/store/health-history'
import { checksFor, type Past, readTier, seamOf } from './past'
import type { SlotsByStart } from './rollup'
import { type State, STATES, timeline } from './timeline'
import { ceilTo, DAY, floorTo, HOUR } from './tiers'

const WINDOWS = ['24h', '7d', '30d', '90d'] as const
const WINDOWS_MS = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } satisfies Record<
  keyof Uptime,
  number
>

/** Of each window: the share of what is known of it that the server was up, and how much of it is known. */
export interface Availability {
  uptime: Uptime
  known: Known
}

export const NOT_WATCHED: Availability = {
  uptime: { '24h': null, '7d': null, '30d': null, '90d': null },
  known: { '24h': 0, '7d': 0, '30d': 0, '90d': 0 },
}

/**
 * The share of time in which it answered, of the time in which that was known. Left out are maintenance, what was not
 * watched, and `needs-auth`: nobody has signed in, so that it is neither up nor down. Null where nothing is left.
 */
export function uptimeOf(time: Readonly<Record<State, number>>): number | null {
  const knownMs = knownMsOf(time)
  return knownMs > 0 ? (time.healthy + time.degraded) / knownMs : null
}

function knownMsOf({ healthy, degraded, unhealthy }: Readonly<Record<State, number>>): number {
  return healthy + degraded + unhealthy
}

/** Each window to the hour where single checks are gone. */
export async function readUptimes(
  store: HistoryStore,
  pasts: ReadonlyMap<string, Past>,
  now: number,
): Promise<Map<string, Availability>> {
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
  return new Map(
    [...pasts].map(([server, past]) => {
      const read = { past, days: days.get(server) ?? new Map(), hours: hours.get(server) ?? new Map() }
      return [server, availabilityOf((windowMs) => timeBetween(read, now - windowMs, now))]
    }),
  )
}

function availabilityOf(timeOf: (windowMs: number) => Record<State, number>): Availability {
  const { uptime, known } = structuredClone(NOT_WATCHED)
  for (const window of WINDOWS) {
    const time = timeOf(WINDOWS_MS[window])
    uptime[window] = uptimeOf(time)
    known[window] = knownMsOf(time) / WINDOWS_MS[window]
  }
  return { uptime, known }
}

interface Read {
  past: Past
  days: SlotsByStart
  hours: SlotsByStart
}

/** Whole days where it can, hours at the ends, and single checks after the seam. */
function timeBetween({ past, days, hours }: Read, from: number, to: number): Record<State, number> {
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
