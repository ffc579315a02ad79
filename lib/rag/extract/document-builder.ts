import 'server-only'
import type { Block } from '@/lib/domain/api/documents'
import type { Place } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { storableText } from '@/lib/kit/storable-text'

type Where = Pick<Place, 'page' | 'sheet'>
interface Added extends Omit<Block, 'place'> {
  where?: Where
  /** Between it and what is before: items of a list stand closer than paragraphs. */
  gap?: '\n' | '\n\n'
}

/** Writes a document's text block by block, and notes where each stands. */
export class DocumentBuilder {
  text = ''
  readonly blocks: Block[] = []
  readonly warnings: string[] = []

  constructor(private readonly maxCharacters: number) {}

  /** Blank text adds nothing. */
  add(text: string, { where, gap = '\n\n', ...block }: Added): void {
    const lines = storableText(text).replaceAll(/\r\n?/g, '\n').trimEnd()
    // Indentation of a list's item and of code is part of it.
    const isIndented = block.kind === 'list' || block.kind === 'code'
    const clean = isIndented ? lines.replace(/^(?:\s*\n)+/, '') : lines.trimStart()
    if (clean === '') return
    if (this.text !== '') this.text += gap
    const start = this.text.length
    if (start + clean.length > this.maxCharacters) throw tooMuchText(this.maxCharacters)
    this.text += clean
    this.blocks.push({ ...block, place: { start, end: this.text.length, ...where } })
  }

  /** Rows of cells, the first one telling what they are. */
  addTable(rows: readonly (readonly string[])[], where?: Where): void {
    const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''))
    this.add(filled.map(rowText).join('\n'), { kind: 'table', ...(where === undefined ? {} : { where }) })
  }

  /** Said once, however often it happens. */
  warn(text: string): void {
    if (!this.warnings.includes(text)) this.warnings.push(text)
  }

  /** Of the first heading that is as high as any. */
  firstHeading(): string | null {
    const headings = this.blocks.filter((block) => block.kind === 'heading')
    const top = Math.min(...headings.map((block) => block.level ?? 6))
    const first = headings.find((block) => (block.level ?? 6) === top)
    return first === undefined ? null : this.text.slice(first.place.start, first.place.end)
  }
}

/** One row in one line: a cell's line breaks would tear it apart. */
export function rowText(cells: readonly string[]): string {
  const clean = cells.map((cell) => cell.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|'))
  while (clean.length > 1 && clean.at(-1) === '') clean.pop()
  return clean.join(' | ')
}

export function tooMuchText(maxCharacters: number): AppError {
  const millions = Math.round(maxCharacters / 100_000) / 10
  return new AppError(
    'too-large',
    `It holds more text than the ${millions} million characters that one document may have. Split it into several`,
  )
}
