import 'server-only'
import type { Incident, IncidentEnd, Severity } from '@/lib/domain/incident'
import { Prisma } from '@/prisma/generated/client'

/** An incident with what only replicas need to know of it. */
export interface StoredIncident extends Incident {
  /** Of its server when it began. */
  tags: string[]
  /** Since when it is to be told of, ISO: its beginning, or the end of the window that silenced it. */
  dueAt: string
  /** What nobody was told of yet. */
  toTell: 'opening' | 'ending' | 'both' | null
  /** Its beginning was told outside of its group. */
  toldAlone: boolean
  /** It closes once its server has been well for a while. */
  settles: boolean
  /** Well since then, but not yet for long enough; ISO. */
  recoveredAt: string | null
}

export interface IncidentRow {
  id: string
  server: string
  tags: string[]
  severity: string
  cause: unknown
  opened_at: Date
  closed_at: Date | null
  ending: string | null
  group_id: string | null
  silenced: boolean
  due_at: Date
  to_tell: string | null
  told_alone: boolean
  settles: boolean
  recovered_at: Date | null
  acknowledged: unknown
  notes: unknown
}

/** All but the kept events, which may be many. */
export const INCIDENT_COLUMNS = Prisma.sql`id::text, server, tags, severity, cause, opened_at, closed_at, ending,
  group_id::text, silenced, due_at, to_tell, told_alone, settles, recovered_at, acknowledged, notes`

/** Only `IncidentStore` writes the table, and what it writes is of these types. */
export function toStored(row: IncidentRow): StoredIncident {
  return {
    id: row.id,
    server: row.server,
    tags: row.tags,
    severity: row.severity as Severity,
    cause: row.cause as Incident['cause'],
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    end: row.ending as IncidentEnd | null,
    group: row.group_id,
    silenced: row.silenced,
    dueAt: row.due_at.toISOString(),
    toTell: row.to_tell as StoredIncident['toTell'],
    toldAlone: row.told_alone,
    settles: row.settles,
    recoveredAt: row.recovered_at?.toISOString() ?? null,
    acknowledged: row.acknowledged as Incident['acknowledged'],
    notes: row.notes as Incident['notes'],
  }
}
