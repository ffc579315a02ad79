/** Height of a row in px: enough for a finger to hit a name (WCAG 2.2, 2.5.8). */
export const ROW_HEIGHT = 24

/** Rows beyond those in sight that are drawn too, so that a scroll finds them there. */
const OVERSCAN = 16
/** Drawn anew after so many rows only, not with each pixel. */
const BLOCK = 8

export interface RowRange {
  from: number
  /** Not included. */
  to: number
}

/** The rows to draw for a window of `height` px, scrolled by `top` px. */
export function drawnRows(top: number, height: number, count: number): RowRange {
  const first = Math.floor(Math.max(0, top) / ROW_HEIGHT)
  const seen = Math.ceil(height / ROW_HEIGHT) + 1
  const from = Math.max(0, Math.floor((first - OVERSCAN) / BLOCK) * BLOCK)
  const to = Math.min(count, Math.ceil((first + seen + OVERSCAN) / BLOCK) * BLOCK)
  return { from: Math.min(from, to), to }
}

export interface Place {
  row: number
  /** -1 is the server's name. */
  column: number
}

interface Map {
  rows: number
  columns: number
  /** Of the cells, in px. */
  width: number
}

/** The cell under a point whose `x` is counted from the first cell and `y` from the first row; undefined beside it. */
export function cellAt(x: number, y: number, map: Map): Place | undefined {
  if (map.columns === 0 || map.width <= 0) return undefined
  const row = Math.floor(y / ROW_HEIGHT)
  const column = Math.floor((x / map.width) * map.columns)
  if (row < 0 || row >= map.rows || column < 0 || column >= map.columns) return undefined
  return { row, column }
}

export interface MapKey {
  key: string
  ctrlKey: boolean
  metaKey: boolean
}

/** Where a key leads in the grid (WAI-ARIA, grid pattern); undefined where it is no key of the grid's. */
export function moveOf(
  { key, ctrlKey, metaKey }: MapKey,
  at: Place,
  grid: { rows: number; columns: number; pageRows: number },
): Place | undefined {
  const { rows, columns, pageRows } = grid
  const to = (row: number, column: number): Place => ({
    row: clamp(row, 0, rows - 1),
    column: clamp(column, -1, columns - 1),
  })
  const toEdge = ctrlKey || metaKey
  switch (key) {
    case 'ArrowUp':
      return to(at.row - 1, at.column)
    case 'ArrowDown':
      return to(at.row + 1, at.column)
    case 'ArrowLeft':
      return to(at.row, at.column - 1)
    case 'ArrowRight':
      return to(at.row, at.column + 1)
    case 'PageUp':
      return to(at.row - pageRows, at.column)
    case 'PageDown':
      return to(at.row + pageRows, at.column)
    case 'Home':
      return to(toEdge ? 0 : at.row, 0)
    case 'End':
      return to(toEdge ? rows - 1 : at.row, columns - 1)
    default:
      return undefined
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}

/** By how much to scroll so that a row is in sight; the same `top` where it is. */
export function scrollTopFor(row: number, top: number, height: number): number {
  const start = row * ROW_HEIGHT
  if (start < top) return start
  if (start + ROW_HEIGHT > top + height) return start + ROW_HEIGHT - height
  return top
}
