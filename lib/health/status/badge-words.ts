import 'server-only'
import type { Verdict } from '@/lib/domain/connection'
import { assertNever } from '@/lib/kit/assert-never'
import type { Badge } from './badge'

type Words = Omit<Badge, 'label'>

export function statusWords(verdict: Verdict, isInMaintenance: boolean): Words {
  if (isInMaintenance) return { message: 'maintenance', tone: 'accent' }
  switch (verdict) {
    case 'healthy':
      return { message: 'up', tone: 'good' }
    case 'degraded':
      return { message: 'degraded', tone: 'fair' }
    case 'unhealthy':
      return { message: 'down', tone: 'bad' }
    case 'needs-auth':
      return { message: 'needs sign-in', tone: 'fair' }
    case 'unknown':
      return { message: 'unknown', tone: 'neutral' }
    default:
      return assertNever(verdict)
  }
}

/** Rounded down: what was not always up is never 100%. */
export function uptimeWords(share: number | null, range: string): Words {
  if (share === null) return { message: 'no data', tone: 'neutral' }
  const percent = Math.floor(share * 10_000) / 100
  const tone = percent >= 99 ? 'good' : percent >= 95 ? 'fair' : 'bad'
  return { message: `${percent}% in ${rangeWords(range)}`, tone }
}

/** Of all answers in the range, all but the slowest twentieth were as quick as this. */
export function responseWords(p95Ms: number | null, range: string): Words {
  if (p95Ms === null) return { message: 'no data', tone: 'neutral' }
  const shown = p95Ms < 10_000 ? `${Math.max(1, Math.round(p95Ms))} ms` : `${(p95Ms / 1_000).toFixed(1)} s`
  return { message: `p95 ${shown} in ${rangeWords(range)}`, tone: 'accent' }
}

function rangeWords(range: string): string {
  return range.replace(/(\d)([a-z])/, '$1 $2')
}
