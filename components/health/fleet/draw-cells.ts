import type { Cell } from '@/lib/domain/health'
import { CELL_LOOKS, toCell } from '@/components/ui/health/cells'

/** What is needed of a canvas' 2D context. */
export type Pen = Pick<CanvasRenderingContext2D, 'fillStyle' | 'globalAlpha' | 'fillRect' | 'clearRect'>

export type Palette = Record<Cell, string>

interface Sheet {
  /** Device pixels for a CSS pixel. */
  ratio: number
  /** CSS pixels. */
  width: number
  rowHeight: number
  columns: number
  palette: Palette
}

/** Between two rows, in CSS pixels. */
const ROW_GAP = 4
/** Between two cells; none where they are too narrow for it. */
const CELL_GAP = 1
const LEAST_FOR_GAP = 3

/**
 * Draws rows of cells, one letter each, from the top of the sheet. A colour is set once and all its cells are drawn:
 * setting it for each costs more than drawing.
 */
export function drawCells(pen: Pen, rows: readonly string[], sheet: Sheet): void {
  const { ratio, width, rowHeight, columns, palette } = sheet
  pen.clearRect(0, 0, width * ratio, rows.length * rowHeight * ratio)
  if (columns === 0) return
  const cellWidth = width / columns
  const gap = cellWidth >= LEAST_FOR_GAP ? CELL_GAP : 0
  const height = rowHeight - ROW_GAP
  for (const [cell, places] of byCell(rows)) {
    const { form, opacity } = CELL_LOOKS[cell]
    pen.fillStyle = palette[cell]
    pen.globalAlpha = opacity
    for (const { row, column } of places) {
      // Whole device pixels, or neighbours blur into each other.
      const left = Math.round(column * cellWidth * ratio)
      const right = Math.round((column + 1) * cellWidth * ratio) - Math.round(gap * ratio)
      const top = row * rowHeight + ROW_GAP / 2
      for (const [from, to] of form) {
        const start = Math.round((top + from * height) * ratio)
        pen.fillRect(left, start, Math.max(1, right - left), Math.round((top + to * height) * ratio) - start)
      }
    }
  }
  pen.globalAlpha = 1
}

function byCell(rows: readonly string[]): Map<Cell, { row: number; column: number }[]> {
  const places = new Map<Cell, { row: number; column: number }[]>()
  for (const [row, cells] of rows.entries()) {
    for (let column = 0; column < cells.length; column++) {
      const cell = toCell(cells[column])
      const known = places.get(cell)
      if (known) known.push({ row, column })
      else places.set(cell, [{ row, column }])
    }
  }
  return places
}

/** The colours of the theme that the element is in. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const read = (cell: Cell) => style.getPropertyValue(CELL_LOOKS[cell].token).trim()
  return {
    h: read('h'),
    d: read('d'),
    u: read('u'),
    a: read('a'),
    '?': read('?'),
    m: read('m'),
    '.': read('.'),
  }
}
