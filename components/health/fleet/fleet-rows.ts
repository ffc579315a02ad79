import type { FleetRow } from '@/lib/domain/api/health'
import { type Verdict, VERDICTS } from '@/lib/domain/connection'
import { CELLS } from '@/lib/domain/health'
import { toCell } from '@/components/ui/health/cells'
import type { FleetSort } from '../place'

/** From what wants a person first. */
const WORST_FIRST: readonly Verdict[] = ['unhealthy', 'needs-auth', 'degraded', 'unknown', 'healthy']

/** What is thought of the server now; of one that is not watched any more, what was thought last. */
export function verdictNow(row: Pick<FleetRow, 'verdict' | 'cells'>): Verdict {
  if (row.verdict) return row.verdict
  for (let at = row.cells.length - 1; at >= 0; at--) {
    const kind = CELLS[toCell(row.cells[at])]
    if (kind !== 'none' && kind !== 'maintenance') return kind
  }
  return 'unknown'
}

export type VerdictCounts = Record<Verdict, number>

export function countVerdicts(rows: readonly FleetRow[]): VerdictCounts {
  const counts: VerdictCounts = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0 }
  for (const row of rows) counts[verdictNow(row)]++
  return counts
}

/** In the order of the filter. */
export const VERDICT_ORDER: readonly Verdict[] = VERDICTS

export function withName(rows: readonly FleetRow[], q: string): readonly FleetRow[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const name = row.name.toLowerCase()
    return words.every((word) => name.includes(word))
  })
}

export function withVerdicts(rows: readonly FleetRow[], verdicts: readonly Verdict[]): readonly FleetRow[] {
  return verdicts.length === 0 ? rows : rows.filter((row) => verdicts.includes(verdictNow(row)))
}

type Keys = (row: FleetRow) => readonly number[]

/** What was not watched at all, as a disabled server, wants nobody. */
function urgencyOf(row: FleetRow): number {
  const verdict = verdictNow(row)
  return verdict === 'unknown' && row.uptime === null ? WORST_FIRST.length : WORST_FIRST.indexOf(verdict)
}

/** What each order compares, least first; then by name. Rows come by name. */
const KEYS: Record<Exclude<FleetSort, 'name'>, Keys> = {
  worst: (row) => [urgencyOf(row), row.uptime ?? 2, -row.failed],
  slowest: (row) => [-(row.p95Ms ?? -1)],
  flappiest: (row) => [-row.changes, row.uptime ?? 2],
}

export function sorted(rows: readonly FleetRow[], sort: FleetSort): readonly FleetRow[] {
  if (sort === 'name') return rows
  const keysOf = KEYS[sort]
  return rows
    .map((row) => ({ row, keys: keysOf(row) }))
    .sort((a, b) => compare(a.keys, b.keys))
    .map(({ row }) => row)
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, key] of a.entries()) {
    const other = b[index] ?? 0
    if (key !== other) return key - other
  }
  return 0
}

/** The first few by 95th percentile; those that never answered are in no such list. */
export function slowest(rows: readonly FleetRow[], count: number): FleetRow[] {
  return sorted(
    rows.filter((row) => row.p95Ms !== null),
    'slowest',
  ).slice(0, count)
}

/** The first few by changes of verdict: one that went down once and stays down is not among them. */
export function flappiest(rows: readonly FleetRow[], count: number): FleetRow[] {
  return sorted(
    rows.filter((row) => row.changes > 1),
    'flappiest',
  ).slice(0, count)
}
