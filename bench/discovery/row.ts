import { percentile } from '../report'

/** One line of the table; times in ms. */
export interface Row {
  [column: string]: number | string
  what: string
  runs: number
  p50Ms: number
  p99Ms: number
  aimMs: number | string
  /** Of our process, for one run, where it was measured: tells what a busy machine hides. */
  cpuMs: number | string
}

export function rowOf(
  what: string,
  times: readonly number[],
  aimMs: number | string = '',
  cpuMs: number | string = '',
): Row {
  const sorted = [...times].sort((one, other) => one - other)
  return {
    what,
    runs: sorted.length,
    p50Ms: round(percentile(sorted, 0.5)),
    p99Ms: round(percentile(sorted, 0.99)),
    aimMs,
    cpuMs,
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
