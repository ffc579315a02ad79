import 'server-only'
import type { Line } from './lines'

/** Fewer rows may be chance. */
const MIN_ROWS = 3

/** Lines from `at` on whose parts stand below each other in columns; null where they do not. */
export function tableAt(lines: readonly Line[], at: number): { rows: string[][]; length: number } | null {
  const found: Line[] = []
  for (const line of lines.slice(at)) {
    const last = found.at(-1)
    if (line.cells.length < 2 || (last !== undefined && !isBelow(last, line))) break
    found.push(line)
  }
  if (found.length < MIN_ROWS) return null
  const columns = columnsOf(found)
  // A column that few rows use is an accident of the setting.
  if (columns.length < 2 || found.some((line) => line.cells.length > columns.length)) return null
  const usual = found.filter((line) => line.cells.length >= columns.length - 1).length
  if (usual < found.length * 0.6) return null
  return { rows: found.map((line) => rowOf(line, columns)), length: found.length }
}

function isBelow(last: Line, next: Line): boolean {
  const step = last.y - next.y
  return step > 0 && step < Math.max(last.size, next.size) * 3
}

/** Where cells of several lines share a part of the line's width, there is a column. */
function columnsOf(lines: readonly Line[]): { x: number; end: number }[] {
  const cells = lines.flatMap((line) => line.cells).toSorted((left, right) => left.x - right.x)
  const columns: { x: number; end: number }[] = []
  for (const { x, end } of cells) {
    const last = columns.at(-1)
    if (last !== undefined && x < last.end) last.end = Math.max(last.end, end)
    else columns.push({ x, end })
  }
  return columns
}

function rowOf(line: Line, columns: readonly { x: number; end: number }[]): string[] {
  return columns.map((column) =>
    line.cells
      .filter((cell) => cell.x >= column.x && cell.x < column.end)
      .map((cell) => cell.text)
      .join(' '),
  )
}
