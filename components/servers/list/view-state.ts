import {
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { SERVER_SORTS } from '@/lib/domain/api/servers'
import { CONNECTION_KINDS, type ConnectionKind, VERDICTS } from '@/lib/domain/connection'
import { TRANSPORTS } from '@/lib/domain/endpoint'
import { toggled } from '@/lib/kit/toggled'
import { COLUMN_IDS, DEFAULT_COLUMNS, type ServerSort } from './columns'

/** What the URL holds of the servers' page, under the names that the API has, so that a view can be sent on. */
export const viewParsers = {
  q: parseAsString.withDefault(''),
  state: parseAsArrayOf(parseAsStringLiteral(CONNECTION_KINDS)).withDefault([]),
  verdict: parseAsArrayOf(parseAsStringLiteral(VERDICTS)).withDefault([]),
  source: parseAsArrayOf(parseAsString).withDefault([]),
  tag: parseAsArrayOf(parseAsString).withDefault([]),
  transport: parseAsArrayOf(parseAsStringLiteral(TRANSPORTS)).withDefault([]),
  enabled: parseAsStringLiteral(['true', 'false'] as const),
  sort: parseAsStringLiteral(SERVER_SORTS).withDefault('name'),
  order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('asc'),
  columns: parseAsArrayOf(parseAsStringLiteral(COLUMN_IDS)).withDefault(DEFAULT_COLUMNS),
}
export type View = inferParserType<typeof viewParsers>

/** The address of a view; what is at its default is left out. */
export const viewUrl = createSerializer(viewParsers)

export const FILTERS = ['state', 'verdict', 'source', 'tag', 'transport', 'enabled'] as const
export type FilterKey = (typeof FILTERS)[number]

export const NO_FILTERS = {
  q: '',
  state: [],
  verdict: [],
  source: [],
  tag: [],
  transport: [],
  enabled: null,
} satisfies Partial<View>

export interface ListQuery {
  q?: string
  state?: ConnectionKind[]
  verdict?: View['verdict']
  source?: string[]
  tag?: string[]
  transport?: View['transport']
  enabled?: boolean
  sort: ServerSort
  order: 'asc' | 'desc'
}

/** What the API is asked for a view. */
export function queryOf(view: View): ListQuery {
  const q = view.q.trim()
  return {
    ...(q !== '' && { q }),
    ...(view.state.length > 0 && { state: view.state }),
    ...(view.verdict.length > 0 && { verdict: view.verdict }),
    ...(view.source.length > 0 && { source: view.source }),
    ...(view.tag.length > 0 && { tag: view.tag }),
    ...(view.transport.length > 0 && { transport: view.transport }),
    ...(view.enabled !== null && { enabled: view.enabled === 'true' }),
    sort: view.sort,
    order: view.order,
  }
}

export interface Chip {
  key: FilterKey
  value: string
}

/** One chip for each thing that is filtered by. */
export function chipsOf(view: View): Chip[] {
  return FILTERS.flatMap((key) => valuesOf(view, key).map((value) => ({ key, value })))
}

export function isFiltered(view: View): boolean {
  return view.q.trim() !== '' || chipsOf(view).length > 0
}

export function valuesOf(view: View, key: FilterKey): string[] {
  if (key === 'enabled') return view.enabled === null ? [] : [view.enabled]
  return view[key]
}

/** The change of view that adds a value to a filter, or takes it away. */
export function toggledFilter(view: View, key: FilterKey, value: string): Partial<View> {
  // The values come from the facets or from the view itself; the parsers drop what does not belong.
  if (key === 'enabled') return { enabled: view.enabled === value ? null : (value as 'true' | 'false') }
  return { [key]: toggled(valuesOf(view, key), value) }
}

/** A first click sorts upwards, a second downwards. */
export function toggledSort(
  view: Pick<View, 'sort' | 'order'>,
  sort: ServerSort,
): Pick<View, 'sort' | 'order'> {
  return { sort, order: view.sort === sort && view.order === 'asc' ? 'desc' : 'asc' }
}
