import 'server-only'
import type { Fleet, FleetRow } from '@/lib/domain/api/health'
import type { Verdict } from '@/lib/domain/connection'
import { binAt, BINS, valueOf } from './histogram'
import { rounded } from './summary'

/** What is known of one server in a span. */
export interface FleetPart {
  cells: string
  checks: number
  failed: number
  changes: number
  /** Milliseconds. */
  upMs: number
  knownMs: number
}

export interface FleetServer {
  name: string
  tags: readonly string[]
  verdict: Verdict
}

/** Where the bars of the distribution end, in milliseconds: each about twice the one before. */
const ENDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000]

/** `bins`: how many answers of the server each bin has. */
export function toRow({ name, verdict }: FleetServer, part: FleetPart, bins: Uint32Array): FleetRow {
  const { cells, checks, failed, changes, upMs, knownMs } = part
  let answers = 0
  for (const count of bins) answers += count
  const quantile = (share: number) => {
    const bin = binAt(bins, answers, share)
    return bin === null ? null : rounded(valueOf(bin))
  }
  return {
    ...{ name, verdict, cells, checks, failed },
    ...{ p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), changes },
    uptime: knownMs > 0 ? upMs / knownMs : null,
  }
}

/** Answers by how long they took, without empty bars at the ends. */
export function distributionOf(bins: Uint32Array): Fleet['distribution'] {
  const bars = [...ENDS_MS, null].map((toMs, place) => ({ fromMs: ENDS_MS[place - 1] ?? 0, toMs, count: 0 }))
  for (let bin = 0; bin < BINS; bin += 1) {
    const count = bins[bin] ?? 0
    if (count === 0) continue
    const bar = bars.find(({ toMs }) => toMs === null || valueOf(bin) <= toMs)
    if (bar) bar.count += count
  }
  const first = bars.findIndex(({ count }) => count > 0)
  const last = bars.findLastIndex(({ count }) => count > 0)
  return first === -1 ? [] : bars.slice(first, last + 1)
}

export function isWanted(
  { name, tags }: FleetServer,
  { names, wantedTags }: { names: ReadonlySet<string> | null; wantedTags: ReadonlySet<string> | null },
): boolean {
  return (names?.has(name) ?? true) && (wantedTags === null || tags.some((tag) => wantedTags.has(tag)))
}
