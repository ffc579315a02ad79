import { toCell } from '@/components/ui/health/cells'
import { serverHealthUrl } from '@/components/ui/health/health-links'
import type { Zoom } from '@/components/ui/health/span'
import type { Stretch } from '../use-cell-reason'
import type { Place } from './heat-map-geometry'

/** The columns of a map: from when, how long each, to when. Times in ms. */
export interface HeatTime {
  from: number
  to: number
  cellMs: number
}

interface Named {
  name: string
  cells: string
}

/** What a cell stands for; undefined for a name, or where there is nothing. */
export function stretchAt(
  rows: readonly Named[],
  place: Place | undefined,
  time: HeatTime,
): Stretch | undefined {
  const row = place && rows[place.row]
  if (!row || place.column < 0) return undefined
  const from = time.from + place.column * time.cellMs
  return {
    name: row.name,
    from,
    to: Math.min(time.to, from + time.cellMs),
    cell: toCell(row.cells[place.column]),
  }
}

/** Columns from one to another, both included, whichever is left. */
export interface ColumnRange {
  anchor: number
  to: number
}

export function edgesOf({ anchor, to }: ColumnRange): { first: number; last: number } {
  return { first: Math.min(anchor, to), last: Math.max(anchor, to) }
}

/** The span that marked columns stand for. */
export function zoomOfColumns(range: ColumnRange, { from, to, cellMs }: HeatTime): Zoom {
  const { first, last } = edgesOf(range)
  return { from: from + first * cellMs, to: Math.min(to, from + (last + 1) * cellMs) }
}

/** How much is shown on either side of a cell that is opened. */
const CELLS_AROUND = 4

/** Where a place leads: to the server, at that time. Undefined where no server is. */
export function urlAt(rows: readonly Named[], place: Place, time: HeatTime): string | undefined {
  const row = rows[place.row]
  if (!row) return undefined
  if (place.column < 0) return serverHealthUrl(row.name)
  const { from, to } = zoomOfColumns(
    { anchor: place.column - CELLS_AROUND, to: place.column + CELLS_AROUND },
    time,
  )
  return serverHealthUrl(row.name, { from: new Date(from).toISOString(), to: new Date(to).toISOString() })
}
