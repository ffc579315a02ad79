import 'server-only'

export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

export const ROLLUPS = ['minute', 'hour', 'day'] as const
export type Rollup = (typeof ROLLUPS)[number]
/** `raw` holds checks, an hour of one server in a row; `cell` a letter for each hour of a month; the others summaries. */
export type Tier = 'raw' | Rollup | 'cell'

/** How long one summary is. */
export const SLOT_MS: Record<Rollup, number> = { minute: MINUTE, hour: HOUR, day: DAY }

/** How long each tier is kept. Of raw a little more than the day that is promised, so that a query never meets the edge. */
export const KEEP_MS: Record<Tier, number> = {
  raw: 26 * HOUR,
  minute: 3 * DAY,
  hour: 95 * DAY,
  day: 400 * DAY,
  cell: 400 * DAY,
}

/** Buckets are of UTC: no day has 23 hours. */
export function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs
}

export function ceilTo(at: number, stepMs: number): number {
  return Math.ceil(at / stepMs) * stepMs
}

/** When the row of a tier begins that holds what was at that time: an hour, a day, or a month. */
export function rowStart(tier: Tier, at: number): number {
  if (tier === 'raw') return floorTo(at, HOUR)
  if (tier === 'minute' || tier === 'hour') return floorTo(at, DAY)
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}
