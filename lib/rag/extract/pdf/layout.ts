import 'server-only'
import { captionLike } from '../captions'
import type { DocumentBuilder } from '../document-builder'
import type { Line } from './lines'
import { joinLines } from './page-text'
import { tableAt } from './table-at'

const BULLET = /^(?:[•◦▪‣●○■·–*-]|\d{1,3}[.)]|[a-z][.)]|\(\w{1,3}\))\s+(?=\S)/

/** What the sizes of letters mean in this document. */
export interface Typography {
  body: number
  /** Those of headings, largest first. */
  headings: number[]
}

/** The size that most letters have is the text's; larger ones are headings. */
export function typographyOf(pages: readonly (readonly Line[])[]): Typography {
  const letters = new Map<number, number>()
  for (const line of pages.flat()) letters.set(line.size, (letters.get(line.size) ?? 0) + line.text.length)
  const body = [...letters].reduce((most, one) => (one[1] > most[1] ? one : most), [10, 0])[0]
  const headings = [...letters.keys()]
    .filter((size) => size >= body * 1.15)
    .toSorted((left, right) => right - left)
  return { body, headings }
}

/** Writes the lines of a page whose structure is not told: headings by size, the rest by distance and look. */
export function writeLayout(
  builder: DocumentBuilder,
  lines: readonly Line[],
  typography: Typography,
  page: number,
): void {
  const where = { page }
  let at = 0
  while (at < lines.length) {
    const table = tableAt(lines, at)
    if (table !== null) {
      builder.addTable(table.rows, where)
      at += table.length
      continue
    }
    const group = groupAt(lines, at, typography)
    at += group.length
    const [first] = group
    if (first === undefined) continue
    const level = headingLevel(first, typography)
    const text = first.isMono ? monoText(group) : joinLines(group.map((line) => line.text))
    if (level !== null) builder.add(text, { kind: 'heading', level, where })
    else if (first.isMono) builder.add(text, { kind: 'code', where })
    else if (BULLET.test(first.text)) {
      builder.add(text, { kind: 'list', where, gap: builder.blocks.at(-1)?.kind === 'list' ? '\n' : '\n\n' })
    } else
      builder.add(text, {
        kind: tableAt(lines, at) !== null && captionLike(text) ? 'caption' : 'prose',
        where,
      })
  }
}

function headingLevel(line: Line, { headings }: Typography): number | null {
  const rank = headings.indexOf(line.size)
  const isWords = /\p{L}{2}/u.test(line.text) && line.text.length < 200
  return rank === -1 || !isWords ? null : Math.min(6, rank + 1)
}

/** The lines that belong together from `at` on. */
function groupAt(lines: readonly Line[], at: number, typography: Typography): Line[] {
  const group: Line[] = []
  for (let next = at; next < lines.length; next++) {
    const line = lines[next]
    const last = group.at(-1)
    if (line === undefined) break
    if (last !== undefined && (!continues(last, line, group, typography) || tableAt(lines, next) !== null))
      break
    group.push(line)
    if (group.length >= 200) break
  }
  return group
}

function continues(last: Line, next: Line, group: readonly Line[], typography: Typography): boolean {
  if (last.isMono !== next.isMono || BULLET.test(next.text)) return false
  if (Math.abs(last.size - next.size) > typography.body * 0.1) return false
  if (headingLevel(last, typography) !== null && !isSameHeading(last, next)) return false
  const step = last.y - next.y
  // It went up: another column. A sentence that is not at its end goes on there.
  if (step < 0) return !next.isMono && !/[.!?:;]["”’)]?$/.test(last.text) && /^[\p{Ll}\d(]/u.test(next.text)
  const usual = group.length > 1 ? ((group[0]?.y ?? 0) - last.y) / (group.length - 1) : last.size * 1.3
  if (step > Math.max(usual * 1.25, last.size * 1.6)) return false
  // An indented first line after a short one begins a paragraph.
  const width = Math.max(...group.map((line) => line.end)) - Math.min(...group.map((line) => line.x))
  const isIndented = next.x > last.x + last.size && group.length > 1
  return next.isMono || !(isIndented && last.end - last.x < width * 0.9)
}

/** One that takes two lines is set flush or centred; the next one has its own number. */
function isSameHeading(last: Line, next: Line): boolean {
  const isFlush = Math.abs(last.x - next.x) < 2
  const isCentred = Math.abs(last.x + last.end - next.x - next.end) < 4
  return (isFlush || isCentred) && !/^(?:\d+(?:\.\d+)*|[IVX]+)\.?\s/.test(next.text)
}

/** Indentation is told by where a line begins. */
function monoText(group: readonly Line[]): string {
  const left = Math.min(...group.map((line) => line.x))
  return group
    .map((line) => ' '.repeat(Math.max(0, Math.round((line.x - left) / (line.size * 0.6)))) + line.text)
    .join('\n')
}
