import type { SERVER_SORTS } from '@/lib/domain/api/servers'

export const COLUMN_IDS = [
  'state',
  'source',
  'transport',
  'tags',
  'tools',
  'target',
  'version',
  'updated',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]
export type ServerSort = (typeof SERVER_SORTS)[number]

export interface ColumnModel {
  id: ColumnId | 'name'
  label: string
  /** A track of the grid that every row shares. */
  track: string
  sort?: ServerSort
  isNumeric?: boolean
}

export const NAME_COLUMN: ColumnModel = {
  id: 'name',
  label: 'Name',
  track: 'minmax(12rem,2.4fr)',
  sort: 'name',
}

/** The columns that can be chosen, in their order. */
export const COLUMNS: readonly ColumnModel[] = [
  { id: 'state', label: 'State', track: 'minmax(10.5rem,1.6fr)', sort: 'state' },
  { id: 'source', label: 'Source', track: 'minmax(7rem,1fr)', sort: 'source' },
  { id: 'transport', label: 'Transport', track: '8.5rem', sort: 'transport' },
  { id: 'tags', label: 'Tags', track: 'minmax(8rem,1.6fr)' },
  { id: 'tools', label: 'Tools', track: '4.5rem', sort: 'tools', isNumeric: true },
  { id: 'target', label: 'Endpoint', track: 'minmax(12rem,2fr)' },
  { id: 'version', label: 'Version', track: '6rem' },
  { id: 'updated', label: 'Last change', track: '7.5rem', sort: 'updated' },
]

export const DEFAULT_COLUMNS: ColumnId[] = ['state', 'source', 'transport', 'tags', 'tools', 'updated']

/** The chosen columns in the order of the table, whatever the order in the URL. */
export function visibleColumns(chosen: readonly ColumnId[]): ColumnModel[] {
  return [NAME_COLUMN, ...COLUMNS.filter((column) => chosen.some((id) => id === column.id))]
}

export function toggledColumn(chosen: readonly ColumnId[], id: ColumnId): ColumnId[] {
  return COLUMN_IDS.filter((each) => (each === id ? !chosen.includes(id) : chosen.includes(each)))
}
