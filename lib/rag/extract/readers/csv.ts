import 'server-only'
import { parse } from 'csv-parse/sync'
import { DocumentBuilder } from '../document-builder'
import type { Read, Source } from '../reader'
import { readText } from './lines'

const DELIMITERS = [',', ';', '\t', '|']

/** One table; a row is a line, also where a cell has several. */
export function readCsv(source: Source): Read {
  const { text, warnings } = readText(source)
  const rows: string[][] = parse(text, {
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  const builder = new DocumentBuilder(source.limits.maxCharacters)
  builder.addTable(rows)
  return { title: null, text: builder.text, blocks: builder.blocks, warnings }
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
