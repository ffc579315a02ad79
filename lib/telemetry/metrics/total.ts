import 'server-only'
import type { Counter } from 'prom-client'

/** Sets a counter to what somebody else has counted. */
export function setTotal<L extends string>(
  counter: Counter<L>,
  total: number,
  labels?: Record<L, string>,
): void {
  if (labels) {
    counter.remove(labels)
    counter.inc(labels, total)
    return
  }
  counter.reset()
  counter.inc(total)
}
