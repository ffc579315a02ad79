import { type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { ChangeOf } from '@/lib/client/use-place'
import { DOCUMENT_KINDS, DOCUMENT_STATES } from '@/lib/domain/document'

export const SORTS = ['updated', 'name', 'size', 'passages'] as const
export const ADDS = ['urls', 'resources'] as const
export type Add = (typeof ADDS)[number]

/** What the URL holds of the page, so that a view can be sent on. */
export const placeParsers = {
  collection: parseAsString,
  q: parseAsString.withDefault(''),
  state: parseAsArrayOf(parseAsStringLiteral(DOCUMENT_STATES)).withDefault([]),
  kind: parseAsArrayOf(parseAsStringLiteral(DOCUMENT_KINDS)).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  sort: parseAsStringLiteral(SORTS).withDefault('updated'),
  /** What is being added, in a dialog. */
  add: parseAsStringLiteral(ADDS),
}
export type Place = inferParserType<typeof placeParsers>
export type PlaceChange = ChangeOf<Place>

/** What the API is asked for: filters that are not set are left out. */
export function filterOf({ collection, state, kind, tag }: Place, q: string) {
  return {
    ...(collection !== null && { collection }),
    ...(q !== '' && { q }),
    ...(state.length > 0 && { state }),
    ...(kind.length > 0 && { kind }),
    ...(tag.length > 0 && { tag }),
  }
}

export function isFiltered({ q, state, kind, tag }: Place): boolean {
  return q !== '' || state.length > 0 || kind.length > 0 || tag.length > 0
}
