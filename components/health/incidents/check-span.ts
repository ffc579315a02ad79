import type { Incident } from '@/lib/domain/incident'

const MINUTE = 60_000

/** An incident with a quarter of its length around it, five minutes at least: what led to it, and what came after. */
export function checkSpanOf(
  { openedAt, closedAt }: Pick<Incident, 'openedAt' | 'closedAt'>,
  now: number,
): { from: string; to: string } {
  const from = Date.parse(openedAt)
  const to = closedAt === null ? now : Date.parse(closedAt)
  const around = Math.max(5 * MINUTE, (to - from) / 4)
  return {
    from: new Date(from - around).toISOString(),
    to: new Date(Math.max(Math.min(to + around, now), from + MINUTE)).toISOString(),
  }
}
