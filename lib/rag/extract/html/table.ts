import 'server-only'
import { attribute, type Element, isRead, type Node } from './visible'

const MAX_SPAN = 100

/** Rows of cells as they look: a cell that spans rows is said in each, one that spans columns leaves the others empty. */
export function tableRows(table: Element, textOf: (cell: Element) => string): string[][] {
  const below = new Map<number, { text: string; rows: number }>()
  return rowsOf(table).map((row) => {
    const cells: string[] = []
    const fill = () => {
      for (let from = below.get(cells.length); from !== undefined; from = below.get(cells.length)) {
        if (--from.rows <= 0) below.delete(cells.length)
        cells.push(from.text)
      }
    }
    for (const cell of elementsIn(row.childNodes, new Set(['td', 'th']))) {
      fill()
      const text = textOf(cell)
      const rows = spanOf(cell, 'rowspan')
      if (rows > 1) below.set(cells.length, { text, rows: rows - 1 })
      cells.push(text, ...Array.from({ length: spanOf(cell, 'colspan') - 1 }, () => ''))
    }
    fill()
    return cells
  })
}

/** A table of one column, or one that says so, is there for the layout. */
export function isLayout(table: Element, rows: readonly (readonly string[])[]): boolean {
  const role = attribute(table, 'role')
  return role === 'presentation' || role === 'none' || rows.every((row) => row.length < 2)
}

function rowsOf(table: Element): Element[] {
  return table.childNodes.flatMap((node) => {
    if (!('tagName' in node) || !isRead(node)) return []
    if (node.tagName === 'tr') return [node]
    return ['thead', 'tbody', 'tfoot'].includes(node.tagName)
      ? elementsIn(node.childNodes, new Set(['tr']))
      : []
  })
}

function elementsIn(nodes: readonly Node[], names: ReadonlySet<string>): Element[] {
  return nodes.filter((node): node is Element => 'tagName' in node && names.has(node.tagName) && isRead(node))
}

function spanOf(cell: Element, name: 'rowspan' | 'colspan'): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10)
  return Number.isNaN(value) ? 1 : Math.min(MAX_SPAN, Math.max(1, value))
}
