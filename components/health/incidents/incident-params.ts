import {
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import type { ChangeOf } from '@/lib/client/use-place'
import { SEVERITIES } from '@/lib/domain/incident'

export const INCIDENT_STATES = ['open', 'closed', 'all'] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** What the URL holds of the list, so that a view can be sent on. */
export const incidentParsers = {
  state: parseAsStringLiteral(INCIDENT_STATES).withDefault('open'),
  severity: parseAsArrayOf(parseAsStringLiteral(SEVERITIES)).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  server: parseAsArrayOf(parseAsString).withDefault([]),
}
export type IncidentView = inferParserType<typeof incidentParsers>
export type IncidentViewChange = ChangeOf<IncidentView>

const serialize = createSerializer({ tab: parseAsString, ...incidentParsers })

/** The list, filtered. */
export function incidentsUrl(view: Partial<IncidentView> = {}): string {
  return serialize('/health', { tab: 'incidents', ...view })
}

export function isFiltered({ severity, tag, server }: IncidentView): boolean {
  return severity.length + tag.length + server.length > 0
}
