import { amountWords } from '@/components/ui/number-words'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import type { Look } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import type { Incident, IncidentEnd, IncidentGroup } from '@/lib/domain/incident'

export const OVER_LOOK: Look = { word: 'Over', tone: 'off', shape: 'ring' }

/** What goes on stands out; what is over stands back. */
export function incidentLook({ severity, closedAt }: Pick<Incident, 'severity' | 'closedAt'>): Look {
  const look = SEVERITY_LOOKS[severity]
  return closedAt === null ? look : { ...OVER_LOOK, word: look.word }
}

export const END_WORDS: Record<IncidentEnd, string> = {
  recovered: 'It recovered',
  disabled: 'The server was disabled',
  removed: 'The server was removed',
}

/** "files is down", "files was degraded". */
export function headline({
  server,
  severity,
  closedAt,
}: Pick<Incident, 'server' | 'severity' | 'closedAt'>): string {
  const [is, was] = {
    unhealthy: ['is down', 'was down'],
    'needs-auth': ['needs a sign-in', 'needed a sign-in'],
    degraded: ['is degraded', 'was degraded'],
  }[severity]
  return `${server} ${(closedAt === null ? is : was) ?? ''}`
}

/** "500 servers failed together", with how many of them still are down. */
export function groupWords({ servers, open }: Pick<IncidentGroup, 'servers' | 'open'>): string {
  const all = amountWords(servers, 'server')
  if (open === 0) return `${all} failed together`
  return open === servers ? `${all} fail together` : `${all} failed together, ${open} still down`
}

/** "for 3 min" while it goes on, "3 min" when it is over; in two units, as hours matter when it was days. */
export function lastedWords(
  { openedAt, closedAt }: Pick<Incident, 'openedAt' | 'closedAt'>,
  now: number,
): string {
  if (closedAt !== null) return spanWords(Date.parse(closedAt) - Date.parse(openedAt))
  return now === 0 ? '' : `for ${spanWords(now - Date.parse(openedAt))}`
}

const UNITS = [
  { ms: 86_400_000, word: 'd' },
  { ms: 3_600_000, word: 'h' },
  { ms: 60_000, word: 'min' },
  { ms: 1_000, word: 's' },
] as const

/** "2 d 5 h", "3 min 20 s"; a single unit where the next is nothing. */
export function spanWords(ms: number): string {
  if (ms < 1_000) return durationWords(Math.max(0, ms))
  const index = UNITS.findIndex((unit) => ms >= unit.ms)
  const [unit, next] = [UNITS[index], UNITS[index + 1]]
  if (!unit) return durationWords(ms)
  const count = Math.floor(ms / unit.ms)
  const rest = next ? Math.floor((ms % unit.ms) / next.ms) : 0
  return next && rest > 0 ? `${count} ${unit.word} ${rest} ${next.word}` : `${count} ${unit.word}`
}

/** Who said that they know: "Ada", or nobody in particular. */
export function byWords(by: string): string {
  return by === '' ? 'somebody' : by
}
