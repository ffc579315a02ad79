import 'server-only'
import { CsvError, parse } from 'csv-parse/sync'
import { DocumentBuilder } from '../document-builder'
import type { Read, Source } from '../reader'
import { readText } from './lines'

const DELIMITERS = [',', ';', '\t', '|']

/** One table; a row is a line, also where a cell has several. */
export function readCsv(source: Source): Read {
  const { text, warnings } = readText(source)
  const builder = new DocumentBuilder(source.limits.maxCharacters)
  const { rows, problem } = rowsOf(text)
  builder.addTable(rows)
  const all = problem === undefined ? warnings : [...warnings, problem]
  return { title: null, text: builder.text, blocks: builder.blocks, warnings: all }
}

/** A line that only names the delimiter, as Excel has it, is none of the table's. */
function rowsOf(text: string): { rows: string[][]; problem?: string } {
  const [line = '', named] = /^sep=(.)\n/i.exec(text) ?? []
  const body = text.slice(line.length)
  const shape = {
    delimiter: named ?? delimiterOf(body),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }
  try {
    return { rows: parse(body, shape) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const problem = `A quotation mark is not closed, so that all of them were taken as they are written: ${error.message}`
    return { rows: parse(body, { ...shape, quote: null }), problem }
  }
}

/** The one that most of the first lines have the same number of. */
function delimiterOf(text: string): string {
  const lines = text.split('\n', 20).filter((line) => line.trim() !== '')
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const usual = counts[0] ?? 0
    return {
      delimiter,
      score: usual === 0 ? 0 : counts.filter((count) => count === usual).length * 10 + usual,
    }
  })
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter
}
