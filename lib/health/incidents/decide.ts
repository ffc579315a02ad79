import 'server-only'
import { assertNever } from '@/lib/kit/assert-never'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { VerdictChange } from '@/lib/domain/health'
import { type IncidentEnd, SEVERITIES, type Severity } from '@/lib/domain/incident'

/** A server that has failed so often within `FAILS_OFTEN_MS` fails again and again. */
export const FAILS_OFTEN = 3
export const FAILS_OFTEN_MS = 600_000
/** For so long one that fails again and again must be well before its incident is over: one line, not a hundred. */
export const SETTLE_MS = 120_000

/** An incident that goes on, as far as decisions need it. */
export interface OpenIncident {
  id: string
  server: string
  severity: Severity
  silenced: boolean
  settles: boolean
  openedAt: string
  /** Well since then, but not yet for long enough. */
  recoveredAt: string | null
}

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
  open: ReadonlyMap<string, OpenIncident>
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

function stepsOf(open: OpenIncident | undefined, change: VerdictChange, fresh: New): IncidentStep[] {
  const { server, at, to, reason, silenced } = change
  const severity = severityOf(to)
  if (severity) {
    return open
      ? goOn(open, severity)
      : [{ kind: 'open', server, severity, cause: reason, at, silenced, ...fresh }]
  }
  if (!open) return []
  const end = endOf(change)
  return end ? [endingOf(open, end, at)] : []
}

/** What a further failure makes of an incident that goes on. */
export function goOn({ id, server, ...open }: OpenIncident, severity: Severity): IncidentStep[] {
  const steps: IncidentStep[] = open.recoveredAt === null ? [] : [{ kind: 'relapse', id, server }]
  if (isWorse(severity, open.severity)) steps.push({ kind: 'worsen', id, server, severity })
  return steps
}

/** Who recovers but fails again and again is waited for. The clock may have been set back: none ends before it began. */
export function endingOf({ id, server, ...open }: OpenIncident, end: IncidentEnd, at: string): IncidentStep {
  const endedAt = at < open.openedAt ? open.openedAt : at
  if (end === 'recovered' && open.settles) return { kind: 'recover', id, server, at: endedAt }
  return { kind: 'close', id, server, at: endedAt, end }
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
function remember(open: Map<string, OpenIncident>, step: IncidentStep): void {
  if (step.kind === 'open') {
    const { id, server, severity, silenced, settles, at } = step
    open.set(server, { id, server, severity, silenced, settles, openedAt: at, recoveredAt: null })
    return
  }
  const before = open.get(step.server)
  if (!before) return
  switch (step.kind) {
    case 'close':
      open.delete(step.server)
      break
    case 'worsen':
      open.set(step.server, { ...before, severity: step.severity })
      break
    case 'recover':
      open.set(step.server, { ...before, recoveredAt: step.at })
      break
    case 'relapse':
      open.set(step.server, { ...before, recoveredAt: null })
      break
    case 'unsilence':
      open.set(step.server, { ...before, silenced: false })
      break
    default:
      assertNever(step)
  }
}
