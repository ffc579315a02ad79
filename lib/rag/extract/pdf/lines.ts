import 'server-only'
import { isText, type PageText, type TextItem } from './page-text'

export interface Cell {
  text: string
  x: number
  end: number
}
/** What stands on one line, told apart where wide space is left. */
export interface Line {
  cells: Cell[]
  text: string
  x: number
  end: number
  y: number
  /** Of its letters, in points. */
  size: number
  isMono: boolean
}

/** In letter heights: from here on it is a space, and from here on another column. */
const SPACE = 0.15
const COLUMN = 1.4

/** The lines of a page in the order in which they are written, which is the reading order of all but odd files. */
export function linesOf(page: PageText): Line[] {
  const lines: Line[] = []
  let current: TextItem[] = []
  const finish = () => {
    const line = lineOf(current, page)
    if (line !== null) lines.push(line)
    current = []
  }
  for (const item of page.items) {
    if (!isText(item)) continue
    const last = current.at(-1)
    if (last !== undefined && item.str.trim() !== '' && !isSameLine(last, item)) finish()
    if (item.str.trim() !== '') current.push(item)
  }
  finish()
  return lines
}

function isSameLine(last: TextItem, next: TextItem): boolean {
  const height = Math.max(sizeOf(last), sizeOf(next))
  const [lastY = 0, nextY = 0] = [last.transform[5], next.transform[5]]
  const [lastX = 0, nextX = 0] = [last.transform[4], next.transform[4]]
  return Math.abs(lastY - nextY) < height * 0.5 && nextX > lastX + last.width - height
}

function sizeOf(item: TextItem): number {
  const [a = 0, b = 0, c = 0, d = 0] = item.transform
  return item.height || Math.hypot(c, d) || Math.hypot(a, b)
}

function lineOf(items: readonly TextItem[], page: PageText): Line | null {
  const cells: Cell[] = []
  let size = 0
  for (const item of items) {
    const [x = 0] = item.transform.slice(4)
    const height = sizeOf(item)
    size = Math.max(size, height)
    const last = cells.at(-1)
    const gap = last === undefined ? 0 : x - last.end
    if (last === undefined || gap > height * COLUMN) cells.push({ text: item.str, x, end: x + item.width })
    else {
      last.text += gap > height * SPACE && !/\s$/.test(last.text) ? ` ${item.str}` : item.str
      last.end = x + item.width
    }
  }
  const [first] = cells
  const [item] = items
  if (first === undefined || item === undefined) return null
  for (const cell of cells) cell.text = cell.text.replaceAll(/\s+/g, ' ').trim()
  return {
    cells,
    text: cells.map((cell) => cell.text).join(' '),
    x: first.x,
    end: cells.at(-1)?.end ?? first.end,
    y: item.transform[5] ?? 0,
    size: Math.round(size * 2) / 2,
    isMono: items.every((one) => page.isMono(one.fontName)),
  }
}
