import { createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { VERDICTS } from '@/lib/domain/connection'
import { serverUrl } from '../server-url'
import { spanParsers } from './span-params'

export const HEALTH_TABS = ['fleet', 'incidents', 'maintenance'] as const
export type HealthTab = (typeof HEALTH_TABS)[number]

const serializeHealth = createSerializer({
  tab: parseAsStringLiteral(HEALTH_TABS).withDefault('fleet'),
  verdict: parseAsStringLiteral(VERDICTS),
})

/** The address of a part of the Health page. */
export function healthUrl(place: Parameters<typeof serializeHealth>[1]): string {
  return serializeHealth('/health', place)
}

/** The page of one incident. */
export function incidentUrl(id: string): string {
  return `/health/incidents/${id}`
}

const serializeSpan = createSerializer({ tab: parseAsString, ...spanParsers })

/** A server's Health tab, at a span. */
export function serverHealthUrl(name: string, span: { from?: string; to?: string } = {}): string {
  return serializeSpan(serverUrl(name), { tab: 'health', ...span })
}
