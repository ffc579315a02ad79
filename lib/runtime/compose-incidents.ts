import 'server-only'
import { Incidents } from '@/lib/health/incidents/incidents'
import { MaintenanceWindows } from '@/lib/health/maintenance/maintenance-windows'
import { StatusPage } from '@/lib/health/status/status-page'

/** What is made of verdicts for people: incidents, windows in which none are told, and what strangers see. */
export interface IncidentParts {
  incidents: Incidents
  maintenance: MaintenanceWindows
  statusPage: StatusPage
}

/** Joins them with all that they work with. */
export function composeIncidents(): IncidentParts {
  return {
    incidents: new Incidents(),
    maintenance: new MaintenanceWindows(),
    statusPage: new StatusPage(),
  }
}
