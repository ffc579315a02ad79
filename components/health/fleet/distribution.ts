import type { Fleet } from '@/lib/domain/api/health'
import { latencyWords } from '@/components/ui/health/latency-words'

export type Bin = Fleet['distribution'][number]

export function answersIn(bins: readonly Bin[]): number {
  return bins.reduce((sum, bin) => sum + bin.count, 0)
}

/** The time within which a share of the answers came, as near as the bins tell; null without answers. */
export function percentileOf(bins: readonly Bin[], share: number): number | null {
  const total = answersIn(bins)
  if (total === 0) return null
  const wanted = share * total
  let before = 0
  for (const bin of bins) {
    if (bin.count > 0 && before + bin.count >= wanted) {
      // Of a bin without end nothing is known but where it begins.
      const width = bin.toMs === null ? 0 : bin.toMs - bin.fromMs
      return bin.fromMs + width * ((wanted - before) / bin.count)
    }
    before += bin.count
  }
  return bins.at(-1)?.fromMs ?? null
}

/** Index of the bin that holds a time; -1 where none does. */
export function binAt(bins: readonly Bin[], ms: number): number {
  return bins.findIndex((bin) => ms >= bin.fromMs && (bin.toMs === null || ms < bin.toMs))
}

/** Without the empty bins before the first answer and after the last. */
export function trimmed(bins: readonly Bin[]): Bin[] {
  const first = bins.findIndex((bin) => bin.count > 0)
  const last = bins.findLastIndex((bin) => bin.count > 0)
  return first < 0 ? [] : bins.slice(first, last + 1)
}

export function binWords({ fromMs, toMs }: Bin): string {
  return toMs === null
    ? `${latencyWords(fromMs)} and more`
    : `${latencyWords(fromMs)} to ${latencyWords(toMs)}`
}

/** Where marks stand among the bins, those of one bin together. */
export function marksByBin(
  bins: readonly Bin[],
  marks: readonly { name: string; ms: number | null }[],
): { at: number; names: string }[] {
  const placed = marks.flatMap(({ name, ms }) => {
    const at = ms === null ? -1 : binAt(bins, ms)
    return at < 0 ? [] : [{ at, name }]
  })
  return [...Map.groupBy(placed, ({ at }) => at)].map(([at, group]) => ({
    at,
    names: group.map(({ name }) => name).join(', '),
  }))
}
