import 'server-only'
import type { StoredVerdict } from '@/lib/store/incident-verdicts'
import { endOff, goOn, FAILS_OFTEN, type IncidentStep, type Known, SETTLE_MS, severityOf } from './decide'

export interface Surroundings {
  /** Milliseconds since the epoch. */
  now: number
  newId: () => string
  standingOf: (server: string) => 'enabled' | 'disabled' | 'removed'
  isSilenced: (server: string, ms: number) => boolean
}

/**
 * What is to be done so that incidents agree with the verdicts as stored: nothing, unless a process ended between storing
 * the one and the other, a window is over, or a server has been well for long enough.
 */
export function repair(
  known: Known,
  verdicts: readonly StoredVerdict[],
  surroundings: Surroundings,
): IncidentStep[] {
  const byServer = new Map(verdicts.map((verdict) => [verdict.server, verdict]))
  const ofOpen = [...known.open.keys()].flatMap((server) =>
    goingOn(server, known, byServer.get(server), surroundings),
  )
  const missing = verdicts.flatMap((verdict) =>
    known.open.has(verdict.server) ? [] : missed(verdict, known, surroundings),
  )
  return [...ofOpen, ...missing]
}

function goingOn(
  server: string,
  known: Known,
  verdict: StoredVerdict | undefined,
  { now, standingOf, isSilenced }: Surroundings,
): IncidentStep[] {
  const open = known.open.get(server)
  if (!open) return []
  const standing = standingOf(server)
  if (standing !== 'enabled') return endOff(open, standing, iso(now))
  const steps: IncidentStep[] = []
  const severity = verdict && severityOf(verdict.verdict)
  if (severity) steps.push(...goOn(open, severity))
  else if (verdict?.verdict === 'healthy') {
    const ended = endOff(open, 'recovered', verdict.since)
    if (ended.length > 0) return ended
  }
  if (!severity && hasSettled(open.recoveredAt, now)) {
    return [{ kind: 'close', id: open.id, server, at: open.recoveredAt, end: 'recovered' }]
  }
  if (open.silenced && !isSilenced(server, now)) {
    steps.push({ kind: 'unsilence', id: open.id, server, at: iso(now) })
  }
  return steps
}

/** Also when the clock was set back since: else it would stay for as long as that. */
function hasSettled(recoveredAt: string | null, now: number): recoveredAt is string {
  return recoveredAt !== null && Math.abs(now - Date.parse(recoveredAt)) >= SETTLE_MS
}

function missed(
  { server, verdict, reason, since }: StoredVerdict,
  { lately }: Known,
  { newId, standingOf, isSilenced }: Surroundings,
): IncidentStep[] {
  const severity = severityOf(verdict)
  if (!severity || standingOf(server) !== 'enabled') return []
  const silenced = isSilenced(server, Date.parse(since))
  const settles = (lately.get(server) ?? 0) >= FAILS_OFTEN
  return [{ kind: 'open', id: newId(), server, severity, cause: reason, at: since, silenced, settles }]
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
