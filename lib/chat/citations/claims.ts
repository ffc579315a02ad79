import 'server-only'
import type { Nodes, Parent, TableRow } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type CitationMark, type Sign, splitSigns, withoutSigns, withSigns } from '@/lib/kit/citation-marks'

export interface Claim {
  mark: CitationMark
  /** The sentence or list item that the mark stands behind. */
  text: string
}

/** Words that end in a full stop and no sentence. */
const ABBREVIATION =
  /(?:^|\s)(?:e\.g|i\.e|cf|vs|approx|no|fig|z\.\s?B|bzw|ca|usw|vgl|d\.\s?h|p\.\s?ex)\.\s*$/iu
const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' })

/** A piece of a block: words, or a mark. */
type Piece = string | Sign

/** The citations of an answer in order, each with what it is to support; marks in code and in links are none. */
export function claimsOf(answer: string): Claim[] {
  const { text, marks } = withSigns(answer)
  if (marks.length === 0) return []
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const claims: Claim[] = []
  let before = ''
  for (const { pieces, around } of blocksOf(tree)) {
    pieces.forEach((piece, at) => {
      const mark = typeof piece === 'string' ? undefined : marks[piece.index]
      if (!mark) return
      // A mark that stands alone belongs to what was said last: a list, a cell of the same row.
      const claim = claimAt(pieces, at) || around || before
      claims.push({ mark, text: claim })
    })
    before = wordsOf(pieces) || before
  }
  return claims
}

interface Block {
  pieces: Piece[]
  /** What a mark that is alone in its block stands for. */
  around: string
}

function* blocksOf(node: Nodes): Generator<Block> {
  if (node.type === 'paragraph' || node.type === 'heading') {
    yield { pieces: piecesOf(node), around: '' }
  } else if (node.type === 'tableRow') {
    yield* cellsOf(node)
  } else if ('children' in node) {
    for (const child of node.children) yield* blocksOf(child)
  }
}

function* cellsOf(row: TableRow): Generator<Block> {
  const cells = row.children.map((cell) => piecesOf(cell))
  const around = cells.map(wordsOf).filter(Boolean).join(' ')
  for (const pieces of cells) yield { pieces, around }
}

function piecesOf(node: Parent): Piece[] {
  return node.children.flatMap((child): Piece[] => {
    switch (child.type) {
      case 'text':
        return splitSigns(child.value)
      case 'inlineCode':
        return [withoutSigns(child.value)]
      case 'link':
      case 'linkReference':
        return [piecesOf(child).map(asWritten).join('')]
      case 'break':
        return [' ']
      default:
        return 'children' in child ? piecesOf(child) : []
    }
  })
}

function asWritten(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.written
}

function wordsOf(pieces: readonly Piece[]): string {
  return tidy(pieces.filter((piece) => typeof piece === 'string').join(''))
}

/**
 * Behind the end of a sentence: that sentence. Within one: what was said since the mark before, and where that is next
 * to nothing ("According to [1], …"), the whole sentence.
 */
function claimAt(pieces: readonly Piece[], at: number): string {
  const before = wordsOf(pieces.slice(0, at))
  const sentence = lastSentence(before)
  if (/[.!?…。！？]["'”’»)\]]*$/u.test(before)) return sentence
  const sinceMark = wordsOf(pieces.slice(lastMarkBefore(pieces, at) + 1, at))
  const part = sinceMark.length < sentence.length ? sinceMark : sentence
  if (wordCount(part) >= 3) return part
  if (wordCount(sentence) >= 3) return sentence
  return tidy(`${sentence} ${firstSentence(wordsOf(pieces.slice(at)))}`)
}

/** The mark that ended the claim before: with words between, for `[1][2]` are about the same. */
function lastMarkBefore(pieces: readonly Piece[], at: number): number {
  let place = at - 1
  while (place >= 0 && !hasWords(pieces[place])) place--
  while (place >= 0 && typeof pieces[place] === 'string') place--
  return place
}

function hasWords(piece: Piece | undefined): boolean {
  return typeof piece === 'string' && /[\p{L}\p{N}]/u.test(piece)
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = []
  for (const { segment } of SENTENCES.segment(text)) {
    const last = sentences.at(-1)
    if (last !== undefined && ABBREVIATION.test(last)) sentences[sentences.length - 1] = last + segment
    else sentences.push(segment)
  }
  return sentences.map(tidy).filter(Boolean)
}

function lastSentence(text: string): string {
  return sentencesOf(text).at(-1) ?? ''
}

function firstSentence(text: string): string {
  return sentencesOf(text)[0] ?? ''
}

function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;:!?])/g, '')
    .trim()
}
