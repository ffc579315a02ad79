import 'server-only'
import { assertNever } from '@/lib/kit/assert-never'
import type { StoredIncident } from '@/lib/store/incident-rows'
import type { IncidentStep } from './decide'

/** What a step makes of an incident; `undefined` where it is of another one. */
export function progress(before: StoredIncident | undefined, step: IncidentStep): StoredIncident | undefined {
  if (step.kind === 'open') return opened(step)
  if (before?.id !== step.id) return undefined
  switch (step.kind) {
    case 'worsen':
      return { ...before, severity: step.severity }
    case 'recover':
      return { ...before, recoveredAt: step.at }
    case 'relapse':
      return { ...before, recoveredAt: null }
    case 'unsilence':
      return { ...before, silenced: false, dueAt: step.at, toTell: 'opening' }
    case 'close': {
      const toTell = before.toTell === null ? 'ending' : 'both'
      return { ...before, closedAt: step.at, end: step.end, recoveredAt: null, toTell }
    }
    default:
      return assertNever(step)
  }
}

function opened(step: Extract<IncidentStep, { kind: 'open' }>): StoredIncident {
  const { id, server, severity, cause, at, silenced, settles } = step
  return {
    ...{ id, server, severity, cause, silenced, settles, openedAt: at, dueAt: at },
    ...{ toTell: 'opening', toldAlone: false },
    ...{ tags: [], closedAt: null, end: null, group: null, recoveredAt: null, acknowledged: null, notes: [] },
  }
}

/** The rows to write: each incident that was touched as it is after the last of the steps, none twice. */
export function outcomeOf(
  open: ReadonlyMap<string, StoredIncident>,
  steps: readonly IncidentStep[],
): { inserted: StoredIncident[]; updated: StoredIncident[] } {
  const touched = new Map<string, StoredIncident>()
  const before = new Map([...open.values()].map((incident) => [incident.id, incident]))
  for (const step of steps) {
    const after = progress(touched.get(step.id) ?? before.get(step.id), step)
    if (after) touched.set(step.id, after)
  }
  const all = [...touched.values()]
  return {
    inserted: all.filter(({ id }) => !before.has(id)),
    updated: all.filter(({ id }) => before.has(id)),
  }
}
