import {
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { RANGES } from '@/lib/domain/api/health'
import { VERDICTS } from '@/lib/domain/connection'

export const TABS = ['fleet', 'incidents', 'maintenance'] as const
export type Tab = (typeof TABS)[number]

export const FLEET_SORTS = ['worst', 'slowest', 'flappiest', 'name'] as const
export type FleetSort = (typeof FLEET_SORTS)[number]

/** What the URL holds of a span of time, on the Health page and on a server's. */
export const spanParsers = {
  range: parseAsStringLiteral(RANGES).withDefault('24h'),
  /** Zoomed into, from here… */
  from: parseAsString,
  /** …to here. */
  to: parseAsString,
}

/** What the URL holds of the page, so that a view can be sent on. */
export const placeParsers = {
  tab: parseAsStringLiteral(TABS).withDefault('fleet'),
  ...spanParsers,
  verdict: parseAsArrayOf(parseAsStringLiteral(VERDICTS)).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  /** A part of the name. */
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(FLEET_SORTS).withDefault('worst'),
}
export type Place = inferParserType<typeof placeParsers>
/** Null goes back to the default. */
export type PlaceChange = { [K in keyof Place]?: Place[K] | null }

const serialize = createSerializer(placeParsers)

/** The address of a place on the Health page; what is at its default is left out. */
export function healthUrl(place: Partial<Place>): string {
  return serialize('/health', place)
}

const serializeSpan = createSerializer(spanParsers)

/** A server's Health tab, at a span. */
export function serverHealthUrl(
  name: string,
  span: Partial<{ range: Place['range']; from: string; to: string }> = {},
): string {
  return serializeSpan(`/servers/${encodeURIComponent(name)}?tab=health`, span)
}
