import { type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { ChangeOf } from '@/lib/client/use-place'

export const SET_TABS = ['runs', 'questions'] as const

/** What the URL holds of the page, so that a comparison can be sent on. */
export const placeParsers = {
  /** A set; all of them without. */
  set: parseAsString,
  tab: parseAsStringLiteral(SET_TABS).withDefault('runs'),
  run: parseAsString,
  /** The run that it is compared with; the one before it without. */
  against: parseAsString,
}
export type Place = inferParserType<typeof placeParsers>
export type PlaceChange = ChangeOf<Place>
