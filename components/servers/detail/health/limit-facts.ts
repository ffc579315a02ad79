import { amountWords } from '@/components/ui/number-words'
import type { HealthLimits } from '@/lib/domain/health'

/** Limits as a person reads them. */
export function limitFacts(limits: HealthLimits, duration: (ms: number) => string): [string, string][] {
  return [
    ['Checked every', duration(limits.intervalMs)],
    ['A check fails after', duration(limits.timeoutMs)],
    ['Slow from', limits.slowMs === 0 ? 'never' : duration(limits.slowMs)],
    ['Unhealthy after', amountWords(limits.fall, 'failure')],
    ['Healthy again after', amountWords(limits.rise, 'answer')],
    ['Grace after a start', limits.graceMs === 0 ? 'none' : duration(limits.graceMs)],
  ]
}
