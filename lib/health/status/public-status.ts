import 'server-only'
import type { PublicStatus, StatusPageSettings } from '@/lib/domain/api/status'
import type { FleetRow } from '@/lib/domain/api/health'
import type { Verdict } from '@/lib/domain/connection'
import type { Incident, MaintenanceWindow } from '@/lib/domain/incident'
import type { Server } from '@/lib/domain/server'

type Named = Pick<Server, 'spec'>

export interface StatusParts {
  settings: StatusPageSettings
  /** Those that are published. */
  servers: readonly Named[]
  verdictOf: (name: string) => Verdict
  isInMaintenance: (server: Named) => boolean
  rows: readonly Pick<FleetRow, 'name' | 'cells' | 'uptime'>[]
  incidents: readonly Incident[]
  windows: readonly MaintenanceWindow[]
  /** Milliseconds since the epoch. */
  now: number
}

const DAYS = 90
/** Maintenance is announced so long before. */
const ANNOUNCED_MS = 7 * 86_400_000

/** Whether strangers may see it. */
export function isPublished({ spec }: Named, { tags }: StatusPageSettings): boolean {
  return spec.enabled && (tags.length === 0 || tags.some((tag) => spec.tags.includes(tag)))
}

/** What strangers see, field by field: what is not named here does not get out. */
export function publicStatusOf(parts: StatusParts): PublicStatus {
  const { settings, servers, now } = parts
  const rows = new Map(parts.rows.map((row) => [row.name, row]))
  const names = new Set(servers.map(({ spec }) => spec.name))
  return {
    title: settings.title,
    at: new Date(now).toISOString(),
    servers: servers.map((server) => {
      const { name, title } = server.spec
      const row = rows.get(name)
      return {
        ...{ name, ...(title !== undefined && { title }) },
        verdict: parts.verdictOf(name),
        maintenance: parts.isInMaintenance(server),
        days: (row?.cells ?? '').slice(-DAYS).padStart(DAYS, '.'),
        uptime: row?.uptime ?? null,
      }
    }),
    incidents: parts.incidents
      .filter(({ server, silenced, closedAt }) => names.has(server) && !silenced && closedAt === null)
      .map(({ server, severity, openedAt, closedAt }) => ({ server, severity, openedAt, closedAt })),
    maintenance: parts.windows.flatMap((window) => announced(window, servers, now)),
  }
}

/** Those that hold now or soon for a server that is shown. */
function announced(window: MaintenanceWindow, servers: readonly Named[], now: number) {
  const isShown = servers.some(({ spec }) => {
    if (window.all || window.servers.includes(spec.name)) return true
    return window.tags.some((tag) => spec.tags.includes(tag))
  })
  if (!isShown) return []
  return [window.now, window.next].flatMap((span) => {
    const isSoon = span !== null && Date.parse(span.from) - now <= ANNOUNCED_MS
    return isSoon ? [{ title: window.title, ...span }] : []
  })
}
