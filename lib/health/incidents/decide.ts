import 'server-only'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { VerdictChange } from '@/lib/domain/health'
import { type IncidentEnd, SEVERITIES, type Severity } from '@/lib/domain/incident'
import type { StoredIncident } from '@/lib/store/incident-rows'
import { progress } from './progress'

/** A server that has failed so often within `FAILS_OFTEN_MS` fails again and again. */
export const FAILS_OFTEN = 3
export const FAILS_OFTEN_MS = 600_000
/** For so long one that fails again and again must be well before its incident is over: one line, not a hundred. */
export const SETTLE_MS = 120_000

export type IncidentStep =
  | {
      kind: 'open'
      id: string
      server: string
      severity: Severity
      cause: Failure
      at: string
      silenced: boolean
      settles: boolean
    }
  | { kind: 'worsen'; id: string; server: string; severity: Severity }
  /** It is well, and it is to be seen whether that lasts. */
  | { kind: 'recover'; id: string; server: string; at: string }
  | { kind: 'relapse'; id: string; server: string }
  /** The window that silenced it is over, and it is still down. */
  | { kind: 'unsilence'; id: string; server: string; at: string }
  | { kind: 'close'; id: string; server: string; at: string; end: IncidentEnd }

/** What is known when verdicts have changed. */
export interface Known {
  /** By server. */
  open: ReadonlyMap<string, StoredIncident>
  /** How many incidents of a server have ended within `FAILS_OFTEN_MS`; none is 0. */
  lately: ReadonlyMap<string, number>
}

/** What verdicts that became others make of incidents. In the order of the changes; an `unknown` tells nothing. */
export function decide(known: Known, changes: readonly VerdictChange[], newId: () => string): IncidentStep[] {
  const open = new Map(known.open)
  return changes.flatMap((change) => {
    const steps = stepsOf(open.get(change.server), change, {
      id: newId(),
      settles: (known.lately.get(change.server) ?? 0) >= FAILS_OFTEN,
    })
    for (const step of steps) remember(open, step)
    return steps
  })
}

interface New {
  id: string
  settles: boolean
}

function stepsOf(open: StoredIncident | undefined, change: VerdictChange, fresh: New): IncidentStep[] {
  const { server, at, to, reason, silenced } = change
  const severity = severityOf(to)
  if (severity) {
    return open
      ? goOn(open, severity)
      : [{ kind: 'open', server, severity, cause: reason, at, silenced, ...fresh }]
  }
  if (!open) return []
  const end = endOf(change)
  return end ? endOff(open, end, at) : []
}

/** What a further failure makes of an incident that goes on. */
export function goOn({ id, server, ...open }: StoredIncident, severity: Severity): IncidentStep[] {
  const steps: IncidentStep[] = open.recoveredAt === null ? [] : [{ kind: 'relapse', id, server }]
  if (isWorse(severity, open.severity)) steps.push({ kind: 'worsen', id, server, severity })
  return steps
}

/** Who recovers but fails again and again is waited for. The clock may have been set back: none ends before it began. */
export function endOff(
  { id, server, ...open }: StoredIncident,
  end: IncidentEnd,
  at: string,
): IncidentStep[] {
  const endedAt = at < open.openedAt ? open.openedAt : at
  if (end !== 'recovered' || !open.settles) return [{ kind: 'close', id, server, at: endedAt, end }]
  return open.recoveredAt === null ? [{ kind: 'recover', id, server, at: endedAt }] : []
}

/** `undefined` for verdicts that are no incident. */
export function severityOf(verdict: Verdict): Severity | undefined {
  return SEVERITIES.find((severity) => severity === verdict)
}

function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than)
}

/** What is no longer watched was not found to be well, except where watching has ended for good. */
function endOf({ to, reason }: VerdictChange): IncidentEnd | undefined {
  if (to === 'healthy') return 'recovered'
  if (to !== 'unknown') return undefined
  return reason.code === 'disabled' || reason.code === 'removed' ? reason.code : undefined
}

/** So that the next change of the same server in the batch is seen against this one. */
function remember(open: Map<string, StoredIncident>, step: IncidentStep): void {
  const after = progress(open.get(step.server), step)
  if (after?.closedAt === null) open.set(step.server, after)
  else open.delete(step.server)
}
