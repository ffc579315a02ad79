import type { Incident, IncidentGroup, Severity } from '@/lib/domain/incident'

/** One thing to know of: an incident, or those of one group. */
export interface OpenCause {
  id: string
  /** An incident of it, to be looked at. */
  incident: string
  /** The server, where it is one. */
  server: string | null
  servers: number
  severity: Severity
  openedAt: string
  words: string
  isAcknowledged: boolean
}

/** Open incidents, newest first, those of a group as one. */
export function openCauses(incidents: readonly Incident[], groups: readonly IncidentGroup[]): OpenCause[] {
  const known = new Map(groups.map((group) => [group.id, group]))
  const causes = new Map<string, OpenCause>()
  for (const incident of incidents) {
    const group = incident.group === null ? undefined : known.get(incident.group)
    const id = group?.id ?? incident.id
    if (causes.has(id)) continue
    causes.set(id, {
      id,
      incident: incident.id,
      server: group ? null : incident.server,
      servers: group?.open ?? 1,
      severity: incident.severity,
      openedAt: group?.openedAt ?? incident.openedAt,
      words: group?.cause.message ?? incident.cause.message,
      isAcknowledged: incident.acknowledged !== null,
    })
  }
  return [...causes.values()]
}
