import 'server-only'
import readExcelFile from 'read-excel-file/universal'
import { DocumentBuilder } from '../document-builder'
import type { Read, Source } from '../reader'
import { unzip } from '../zip'

/** Each sheet is a heading and a table, or several where rows are left blank between. Formulas are what they came to. */
export async function readXlsx({ bytes, limits, signal }: Source): Promise<Read> {
  // Only counted: the other program unpacks for itself.
  await unzip(bytes, (name) => /\.(?:xml|rels)$/i.test(name), { maxBytes: limits.maxUnpackedBytes, signal })
  const sheets = await readExcelFile(new Uint8Array(bytes).buffer)
  const builder = new DocumentBuilder(limits.maxCharacters)
  for (const [at, { sheet, data }] of sheets.entries()) {
    signal.throwIfAborted()
    const where = { page: at + 1, sheet }
    const tables = tablesIn(data.map((row) => row.map(cellText)))
    if (tables.length > 0) builder.add(sheet, { kind: 'heading', level: 2, where })
    for (const table of tables) {
      // A line of one cell above a table names it.
      const [first = [], ...rest] = table
      const said = first.filter((cell) => cell !== '')
      const isCaption = said.length === 1 && rest.some((row) => row.filter((cell) => cell !== '').length > 1)
      if (isCaption) builder.add(said.join(' '), { kind: 'caption', where })
      builder.addTable(isCaption ? rest : table, where)
    }
  }
  return {
    title: null,
    text: builder.text,
    blocks: builder.blocks,
    pages: sheets.length,
    warnings: builder.warnings,
  }
}

/** Between blank rows; without the columns that are blank in all. */
function tablesIn(rows: readonly string[][]): string[][][] {
  const tables: string[][][] = [[]]
  for (const row of rows) {
    if (row.some((cell) => cell !== '')) tables.at(-1)?.push(row)
    else if (tables.at(-1)?.length !== 0) tables.push([])
  }
  return tables.filter((table) => table.length > 0).map(withoutBlankColumns)
}

function withoutBlankColumns(table: string[][]): string[][] {
  const used = new Set(table.flatMap((row) => row.flatMap((cell, at) => (cell === '' ? [] : [at]))))
  return table.map((row) => row.filter((_, at) => used.has(at)))
}

/** A day without its hour, which is none of the sheet's. */
function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  if (!(cell instanceof Date)) return ''
  if (Number.isNaN(cell.getTime())) return ''
  const text = cell.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')
}
