import 'server-only'
import type { Block } from '@/lib/domain/api/documents'
import type { Passage } from '@/lib/domain/document'
import { plainHeading } from './plain-heading'

/** A part of the text that is of one kind and below one heading. */
export interface Piece {
  kind: Passage['kind']
  start: number
  end: number
  /** Headings above it, outermost first. */
  heading: readonly string[]
  /** Where each of them begins, as far as nothing but headings stands between; null: something else was said below it. */
  headingStarts: readonly (number | null)[]
  page?: number
  sheet?: string
  /** Of a table: where the rows begin that its parts repeat, and where they end: caption and head. */
  head?: { start: number; end: number }
}

/** A longer one is a paragraph that looks like a heading: a path would cut it off. */
const LONGEST_HEADING = 200

interface Open {
  level: number
  words: string
  start: number | null
}

/** What the blocks of a document come to: headings become paths, captions join what they name. Nothing is left out. */
export function piecesOf(text: string, blocks: readonly Block[]): Piece[] {
  const pieces: Piece[] = []
  const open: Open[] = []
  let waiting: Block | null = null
  for (const [at, block] of blocks.entries()) {
    if (block.kind === 'heading' && block.place.end - block.place.start <= LONGEST_HEADING) {
      // One that has nothing below it would be in no path.
      if (waiting !== null && (waiting.level ?? 1) >= (block.level ?? 1)) {
        pieces.push(lonely(waiting, open))
        for (const one of open) one.start = null
      }
      closeTo(open, block.level ?? 1)
      const { start, end } = block.place
      open.push({
        level: block.level ?? 1,
        words: plainHeading(text.slice(start, end)),
        start: lineStart(text, start),
      })
      waiting = block
      continue
    }
    const piece = pieceOf(block, open, text)
    const last = pieces.at(-1)
    if (last !== undefined && joinsCaption(blocks, at, last)) last.end = piece.end
    else if (last !== undefined && isNamed(blocks, at)) {
      Object.assign(last, { kind: piece.kind, end: piece.end })
      if (piece.head !== undefined) last.head = { start: last.start, end: piece.head.end }
    } else pieces.push(piece)
    waiting = null
    for (const one of open) one.start = null
  }
  if (waiting !== null) pieces.push(lonely(waiting, open))
  return pieces
}

function closeTo(open: Open[], level: number): void {
  while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) open.pop()
}

function lonely(block: Block, open: readonly Open[]): Piece {
  return {
    kind: 'prose',
    start: block.place.start,
    end: block.place.end,
    heading: open.slice(0, -1).map(({ words }) => words),
    headingStarts: open.slice(0, -1).map(({ start }) => start),
    ...whereOf(block),
  }
}

function pieceOf(block: Block, open: readonly Open[], text: string): Piece {
  const { start, end } = block.place
  return {
    kind: block.kind === 'caption' || block.kind === 'heading' ? 'prose' : block.kind,
    start,
    end,
    heading: open.map(({ words }) => words),
    headingStarts: open.map((one) => one.start),
    ...whereOf(block),
    ...(block.kind === 'table' ? { head: { start, end: headEnd(text, start, end) } } : {}),
  }
}

function whereOf({ place }: Block): Pick<Piece, 'page' | 'sheet'> {
  return {
    ...(place.page === undefined ? {} : { page: place.page }),
    ...(place.sheet === undefined ? {} : { sheet: place.sheet }),
  }
}

/** The first row, and the line that Markdown draws below it. */
function headEnd(text: string, start: number, end: number): number {
  const [first = '', second = ''] = text.slice(start, end).split('\n', 2)
  const isDrawn = /^[\s|:-]+$/.test(second) && second.includes('-')
  return start + first.length + (isDrawn ? second.length + 1 : 0)
}

/** A caption before a table or code is its first line. */
function isNamed(blocks: readonly Block[], at: number): boolean {
  const kind = blocks[at]?.kind
  return blocks[at - 1]?.kind === 'caption' && (kind === 'table' || kind === 'code')
}

/** A caption after one, when what follows is none that it could name. */
function joinsCaption(blocks: readonly Block[], at: number, last: Piece): boolean {
  if (blocks[at]?.kind !== 'caption' || !['table', 'code'].includes(last.kind)) return false
  const [before, after] = [blocks[at - 1]?.kind, blocks[at + 1]?.kind]
  return before === last.kind && after !== 'table' && after !== 'code'
}

/** Markdown's signs of a heading stand before its words. */
function lineStart(text: string, start: number): number {
  const from = text.lastIndexOf('\n', start - 1) + 1
  return /^[#\s]*$/.test(text.slice(from, start)) ? from : start
}
