import 'server-only'
import type { HistoryStore, RawRow, StoredHours } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { shardOf } from '../shard'
import { unpackChecks } from './check-block'
import { mergeChecks } from './merge-checks'
import type { SlotsByStart } from './rollup'
import { salvaged } from './salvaged'
import { unpackSeries } from './series-row'
import type { Buckets } from './span'
import { absorb, summarize, type Summary } from './summary'
import { DAY, floorTo, HOUR, KEEP_MS, type Rollup, rowStart, SLOT_MS } from './tiers'

const NO_CHECKS: readonly CheckRecord[] = []
const NO_SUMMARIES: ReadonlyMap<number, Summary> = new Map()

/** What is kept of a server. */
export interface Past {
  server: string
  /** Single checks by time, compacted or not. */
  checks: readonly CheckRecord[]
  /** From when no single check is missing; infinity without one. */
  wholeFrom: number
  /** From when summaries are stale and checks alone count; never before `wholeFrom`. */
  openFrom: number
}

/** Reads what is kept of a few servers, each from its hours of checks and from blocks that are still to be compacted. */
export async function readPasts(
  store: Pick<HistoryStore, 'blocks' | 'rawOf'>,
  servers: readonly string[],
  now: number,
): Promise<Map<string, Past>> {
  // Blocks first: what is compacted in between is then there twice, which is seen, and never missing.
  const only = servers.length === 1 ? servers[0] : undefined
  const fresh = new Map<string, CheckRecord[]>(servers.map((server) => [server, []]))
  for (const shard of new Set(servers.map(shardOf)))
    for (const { payload } of await store.blocks(shard))
      for (const check of salvaged(() => unpackChecks(payload, only), NO_CHECKS))
        fresh.get(check.server)?.push(check)
  const rows = Map.groupBy(await store.rawOf(servers), ({ server }) => server)
  return new Map(
    servers.map((server) => [
      server,
      pastOf(server, { rows: rows.get(server) ?? [], fresh: fresh.get(server) ?? [], now }),
    ]),
  )
}

export function pastOf(
  server: string,
  { rows, fresh, now }: { rows: readonly RawRow[]; fresh: readonly CheckRecord[]; now: number },
): Past {
  const oldest = rows[0]?.start ?? -Infinity
  const kept = keptOf(fresh, oldest)
  const checks = checksOf({ oldest, payloads: rows.map(({ payload }) => payload) }, fresh)
  const starts = [...rows.filter(({ isFinal }) => !isFinal).map(({ start }) => start), ...kept.map(hourOf)]
  const openFrom = starts.reduce((least, start) => Math.min(least, start), Infinity)
  // Of what is younger than the day that is promised, what is not there never was.
  const wholeFrom = Math.min(rows[0]?.start ?? openFrom, now - KEEP_MS.raw + HOUR)
  return { server, checks, openFrom, wholeFrom }
}

/** Single checks of a server by time: from its hours, and from blocks that are still to be compacted. */
export function checksOf({ oldest, payloads }: StoredHours, fresh: readonly CheckRecord[]): CheckRecord[] {
  const hours = payloads.map((payload) => salvaged(() => unpackChecks(payload), NO_CHECKS))
  return mergeChecks(...hours, keptOf(fresh, oldest))
}

/** Earlier than the first hour that is left, it is too late: compaction will say so. */
function keptOf(fresh: readonly CheckRecord[], oldest: number): CheckRecord[] {
  return fresh.filter(({ at }) => at >= oldest)
}

function hourOf({ at }: CheckRecord): number {
  return floorTo(at, HOUR)
}

/** Summaries of a tier within the span, by server and by when they begin. */
export async function readTier(
  store: HistoryStore,
  tier: Rollup,
  servers: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<Map<string, SlotsByStart>> {
  const slots = new Map<string, SlotsByStart>(servers.map((server) => [server, new Map()]))
  if (from >= to) return slots
  for (const row of await store.rows(tier, servers, { from: rowStart(tier, from), to })) {
    const summaries = salvaged(() => unpackSeries(row.payload, SLOT_MS[tier]), NO_SUMMARIES)
    for (const [place, summary] of summaries) {
      const start = row.start + place * SLOT_MS[tier]
      if (start >= from && start < to) slots.get(row.server)?.set(start, summary)
    }
  }
  return slots
}

/** Where summaries end and single checks begin. */
export function seamOf(past: Past, from: number): number {
  return from >= past.wholeFrom ? from : past.openFrom
}

/**
 * A summary for each bucket in which something is known: from the tier up to the seam, from checks after it. Of a day
 * that the seam cuts, the hours before it count.
 */
export async function summariesOf(
  store: HistoryStore,
  past: Past,
  { from, to, bucketMs }: Buckets,
  { tier, now }: { tier: Rollup; now: number },
): Promise<Map<number, Summary>> {
  const seam = Math.min(Math.max(seamOf(past, from), from), to)
  const buckets = new Map<number, Summary>()
  const add = (at: number, summary: Summary) => {
    const place = Math.floor((at - from) / bucketMs)
    const sum = buckets.get(place)
    if (sum) absorb(sum, summary)
    else buckets.set(place, summary)
  }
  const whole = tier === 'day' ? floorTo(seam, DAY) : seam
  const pieces: [Rollup, number, number][] = [
    [tier, from, whole],
    ['hour', whole, seam],
  ]
  for (const [piece, begin, end] of pieces) {
    const read = await readTier(store, piece, [past.server], { from: begin, to: end })
    for (const [start, summary] of read.get(past.server) ?? []) add(start, summary)
  }
  const begin = from + Math.floor((seam - from) / bucketMs) * bucketMs
  // What holds now is not known to hold later.
  const slots = { from: seam, to: Math.min(to, now), slotMs: bucketMs, origin: begin }
  const fromChecks = summarize(checksFor(past, seam), slots)
  for (const [place, summary] of fromChecks) add(begin + place * bucketMs, summary)
  return buckets
}

/** Those from then on, and the one before, which may still hold. */
export function checksFor({ checks }: Past, from: number): readonly CheckRecord[] {
  const first = checks.findIndex(({ at }) => at >= from)
  return first === -1 ? checks.slice(-1) : checks.slice(Math.max(0, first - 1))
}
