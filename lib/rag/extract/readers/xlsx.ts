import 'server-only'
import readExcelFile from 'read-excel-file/universal'
import { DocumentBuilder } from '../document-builder'
import type { Read, Source } from '../reader'
import { descendants, parseXml } from '../xml'
import { unzip } from '../zip'

/** Each sheet is a heading and a table, or several where rows are left blank between. Formulas are what they came to. */
export async function readXlsx({ bytes, limits, signal }: Source): Promise<Read> {
  // Counted, and left: the other program unpacks for itself.
  const files = await unzip(bytes, (name) => /\.(?:xml|rels)$/i.test(name), {
    maxBytes: limits.maxUnpackedBytes,
    signal,
  })
  const hidden = hiddenSheets(files.get('xl/workbook.xml'))
  const sheets = await readExcelFile(new Uint8Array(bytes).buffer)
  const builder = new DocumentBuilder(limits.maxCharacters)
  for (const [at, { sheet, data }] of sheets.entries()) {
    signal.throwIfAborted()
    if (hidden.has(sheet)) {
      builder.warn(`The sheet “${sheet}” is hidden: it was left out`)
      continue
    }
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

/** Names of sheets that nobody sees who opens the file (ISO 29500-1, 18.18.68). */
function hiddenSheets(workbook: Buffer | undefined): ReadonlySet<string> {
  if (workbook === undefined) return new Set()
  return new Set(
    descendants(parseXml(workbook), 'sheet').flatMap(({ attributes: { state = 'visible', name = '' } }) =>
      state === 'visible' ? [] : [name],
    ),
  )
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

function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? timeText(cell) : ''
}

/** The day that sheets count from. */
const FIRST_DAY = Date.UTC(1899, 11, 30)
/** What is less is no date: a time of day, or how long something took. */
const FIRST_DATE = Date.UTC(1900, 1, 28)

/** A day without its hour, which is none of the sheet's; a time without its day; seconds where there are any. */
function timeText(cell: Date): string {
  // Days are counted in fractions, which miss a second by a little.
  const seconds = Math.round(cell.getTime() / 1_000)
  if (seconds * 1_000 < FIRST_DATE) {
    const since = seconds - FIRST_DAY / 1_000
    const [hours, minutes, rest] = [Math.floor(since / 3_600), Math.floor(since / 60) % 60, since % 60]
    return [hours, minutes, ...(rest === 0 ? [] : [rest])]
      .map((part) => String(part).padStart(2, '0'))
      .join(':')
  }
  const text = new Date(seconds * 1_000).toISOString()
  const [day = '', time = ''] = text.replace(/(?::00)?\.000Z$/, '').split('T')
  return time === '00:00' ? day : `${day} ${time}`
}
