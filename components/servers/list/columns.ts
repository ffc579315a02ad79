import type { SERVER_SORTS } from '@/lib/domain/api/servers'

export const COLUMN_IDS = [
  'state',
  'source',
  'transport',
  'tags',
  'tools',
  'p95',
  'day',
  'target',
  'version',
  'updated',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]
export type ServerSort = (typeof SERVER_SORTS)[number]

export interface ColumnModel {
  id: ColumnId | 'name'
  label: string
  /** Least width, in rem. */
  least: number
  /** Share of the room that is left; none keeps the least width. */
  grow?: number
  sort?: ServerSort
  isNumeric?: boolean
}

export const NAME_COLUMN: ColumnModel = { id: 'name', label: 'Name', least: 12, grow: 2.4, sort: 'name' }

/** The columns that can be chosen, in their order. */
export const COLUMNS: readonly ColumnModel[] = [
  { id: 'state', label: 'State', least: 12.5, grow: 1.4, sort: 'state' },
  { id: 'source', label: 'Source', least: 9, grow: 0.8, sort: 'source' },
  { id: 'transport', label: 'Transport', least: 9, sort: 'transport' },
  { id: 'tags', label: 'Tags', least: 6, grow: 1.6 },
  { id: 'tools', label: 'Tools', least: 4.25, sort: 'tools', isNumeric: true },
  { id: 'p95', label: 'p95', least: 4.25, isNumeric: true },
  { id: 'day', label: 'Last 24 h', least: 7, grow: 0.6 },
  { id: 'target', label: 'Endpoint', least: 12, grow: 2 },
  { id: 'version', label: 'Version', least: 6 },
  { id: 'updated', label: 'Last change', least: 6.5, sort: 'updated' },
]

export const DEFAULT_COLUMNS: ColumnId[] = ['state', 'source', 'tags', 'tools', 'p95', 'day', 'updated']

/** The chosen columns in the order of the table, whatever the order in the URL. */
export function visibleColumns(chosen: readonly ColumnId[]): ColumnModel[] {
  return [NAME_COLUMN, ...COLUMNS.filter((column) => chosen.some((id) => id === column.id))]
}

export function toggledColumn(chosen: readonly ColumnId[], id: ColumnId): ColumnId[] {
  return COLUMN_IDS.filter((each) => (each === id ? !chosen.includes(id) : chosen.includes(each)))
}

/** Width of the column of checkboxes, in rem. */
const SELECT_WIDTH = 2.5

/** One grid for the header and every row, so that their cells line up without a table element. */
export function gridOf(columns: readonly ColumnModel[]): { template: string; leastWidth: string } {
  const tracks = columns.map(({ least, grow }) =>
    grow === undefined ? `${least}rem` : `minmax(${least}rem,${grow}fr)`,
  )
  const least = columns.reduce((sum, column) => sum + column.least, SELECT_WIDTH)
  return { template: [`${SELECT_WIDTH}rem`, ...tracks].join(' '), leastWidth: `${least}rem` }
}
