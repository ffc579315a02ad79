import { type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { HEALTH_TABS } from '@/components/ui/health/health-links'
import { spanParsers } from '@/components/ui/health/span-params'
import type { ChangeOf } from '@/lib/client/use-place'
import { VERDICTS } from '@/lib/domain/connection'

export const FLEET_SORTS = ['worst', 'slowest', 'flappiest', 'name'] as const
export type FleetSort = (typeof FLEET_SORTS)[number]

/** What the URL holds of the page, so that a view can be sent on. */
export const placeParsers = {
  tab: parseAsStringLiteral(HEALTH_TABS).withDefault('fleet'),
  ...spanParsers,
  verdict: parseAsArrayOf(parseAsStringLiteral(VERDICTS)).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  /** A part of the name. */
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(FLEET_SORTS).withDefault('worst'),
}
export type Place = inferParserType<typeof placeParsers>
export type PlaceChange = ChangeOf<Place>
