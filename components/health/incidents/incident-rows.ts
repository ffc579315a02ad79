import type { Incident, IncidentGroup } from '@/lib/domain/incident'

/** A row of the list: an incident alone, or a group for all of its incidents. */
export type IncidentRow =
  | { kind: 'one'; key: string; incident: Incident }
  | { kind: 'group'; key: string; group: IncidentGroup; newest: Incident }

interface Page {
  items: readonly Incident[]
  groups: readonly IncidentGroup[]
}

/** Pages as rows, in their order; a group stands where its newest incident is. */
export function rowsOf(pages: readonly Page[]): IncidentRow[] {
  const groups = new Map(pages.flatMap((page) => page.groups.map((group) => [group.id, group])))
  const rows = new Map<string, IncidentRow>()
  for (const incident of pages.flatMap(({ items }) => items)) {
    const group = incident.group === null ? undefined : groups.get(incident.group)
    const key = group ? `group ${group.id}` : incident.id
    if (rows.has(key)) continue
    rows.set(key, group ? { kind: 'group', key, group, newest: incident } : { kind: 'one', key, incident })
  }
  return [...rows.values()]
}

/** What is chosen, as the API takes it: incidents by their ids, and groups one by one. */
export function chosenOf(rows: readonly IncidentRow[], chosen: ReadonlySet<string>) {
  const picked = rows.filter(({ key }) => chosen.has(key))
  return {
    ids: picked.flatMap((row) => (row.kind === 'one' ? [row.incident.id] : [])),
    groups: picked.flatMap((row) => (row.kind === 'group' ? [row.group.id] : [])),
  }
}
