import {
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import type { ChangeOf } from '@/lib/client/use-place'
import { RUN_STATES } from '@/lib/domain/discovery'

export const TABS = ['sources', 'held', 'conflicts', 'history'] as const
export type Tab = (typeof TABS)[number]

/** What the URL holds of the page, so that a view can be sent on. */
export const placeParsers = {
  tab: parseAsStringLiteral(TABS).withDefault('sources'),
  /** The source that is looked at, or filtered by. */
  source: parseAsString,
  /** The source whose settings are open. */
  settings: parseAsString,
  /** The run that is open: `<source>/<id>`. */
  run: parseAsString,
  /** Held servers: words to find. */
  q: parseAsString.withDefault(''),
  /** Held servers: those that were refused. */
  refused: parseAsBoolean.withDefault(false),
  /** Runs: in these states only. */
  state: parseAsArrayOf(parseAsStringLiteral(RUN_STATES)).withDefault([]),
  /** Runs: only those that changed something or went wrong. */
  telling: parseAsBoolean.withDefault(false),
}
export type Place = inferParserType<typeof placeParsers>
export type PlaceChange = ChangeOf<Place>

const serialize = createSerializer(placeParsers)

/** The address of a place on the Discovery page; what is at its default is left out. */
export function placeUrl(place: Partial<Place>): string {
  return serialize('/discovery', place)
}

export interface RunPlace {
  source: string
  id: string
}

export function runParam({ source, id }: RunPlace): string {
  return `${source}/${id}`
}

/** An id has no slash; a source's own might. */
export function readRunParam(param: string | null): RunPlace | undefined {
  const at = param?.lastIndexOf('/') ?? -1
  if (param === null || at <= 0 || at === param.length - 1) return undefined
  return { source: param.slice(0, at), id: param.slice(at + 1) }
}
