import 'server-only'
import type { Health } from '@/lib/health/health'
import type { HealthHistory } from '@/lib/health/history/health-history'
import { StatusPage } from '@/lib/health/status/status-page'
import type { Clock } from '@/lib/kit/clock'
import type { Registry } from '@/lib/registry/registry'
import type { SettingsStore } from '@/lib/store/settings'
import type { IncidentParts } from './compose-incidents'

export interface StatusInput {
  settings: SettingsStore
  registry: Registry
  health: Health
  history: HealthHistory
  aftermath: IncidentParts
  clock: Clock
}

export interface StatusParts {
  statusPage: StatusPage
}

/** What a page for strangers shows at most. */
const INCIDENTS = 1_000

/** Joins the page for strangers with what it shows. */
export function composeStatus({ registry, health, aftermath, ...joined }: StatusInput): StatusPage {
  const { incidents, maintenance } = aftermath
  return new StatusPage({
    ...joined,
    maintenance,
    servers: registry,
    verdictOf: (name) => health.verdictOf(name).verdict,
    openIncidents: async () => (await incidents.list({ state: 'open', limit: INCIDENTS })).items,
  })
}
