import 'server-only'
import { DIVISIONS, halve, type Range, slices, trimmed } from './divide'
import type { Piece } from './pieces'

export interface Measure {
  text: string
  count: (text: string) => number
  /** All in tokens. */
  target: number
  max: number
  overlap: number
  language: string | undefined
}

/** A passage in the making: a place, and what of the document is repeated before it. */
export interface Part extends Range {
  /** Tokens of both. */
  tokens: number
  repeated: string
}

/** No tokenizer makes of so many characters fewer tokens than one: what is longer need not be counted. */
const LONGEST_TOKEN = 32

/** What is longer than `max` in parts of about `target`; else whole. */
export function split(piece: Piece, measure: Measure): Part[] {
  const { text, max } = measure
  const isShort = piece.end - piece.start <= max * LONGEST_TOKEN
  const tokens = isShort ? measure.count(text.slice(piece.start, piece.end)) : Infinity
  if (tokens <= max) return [{ start: piece.start, end: piece.end, tokens, repeated: '' }]
  const repeated = repeatedHead(piece, measure)
  const repeatedTokens = repeated === '' ? 0 : measure.count(repeated)
  const overlaps = piece.kind === 'prose' || piece.kind === 'list'
  const room = {
    target: Math.max(8, measure.target - repeatedTokens - (overlaps ? measure.overlap : 0)),
    max: Math.max(8, measure.max - repeatedTokens - (overlaps ? measure.overlap : 0)),
  }
  const atoms = divided(piece, 0, piece, room.target, measure)
  const packed = pack(atoms, room, measure, piece.kind === 'code')
  return packed.map((part, index) => {
    const previous = packed[index - 1]
    if (previous === undefined) return { ...part, repeated: '' }
    if (overlaps) return withOverlap(part, previous, measure)
    const isBeyondHead = part.start >= (piece.head?.end ?? Infinity)
    return isBeyondHead
      ? { ...part, repeated, tokens: part.tokens + repeatedTokens }
      : { ...part, repeated: '' }
  })
}

/** A head that would take most of every part is not repeated. */
function repeatedHead({ head }: Piece, { text, count, max }: Measure): string {
  if (head === undefined || head.end - head.start > max * LONGEST_TOKEN) return ''
  const words = `${text.slice(head.start, head.end)}\n`
  return count(words) > max / 3 ? '' : words
}

/** Ranges of at most `limit` tokens, as coarse as can be. */
function divided(
  piece: Piece,
  depth: number,
  range: Range,
  limit: number,
  measure: Measure,
): (Range & { tokens: number })[] {
  const { text, count, language } = measure
  const clean = trimmed(text, range, piece.kind === 'code')
  if (clean === null) return []
  if (clean.end - clean.start <= limit * LONGEST_TOKEN) {
    const tokens = count(text.slice(clean.start, clean.end))
    if (tokens <= limit || clean.end - clean.start <= 2) return [{ ...clean, tokens }]
  }
  const divide = DIVISIONS[piece.kind][depth]
  // Some text has no sentences, and no words: cut to size first, as halving it whole would count it again and again.
  const parts =
    divide !== undefined
      ? divide(text, clean, language)
      : clean.end - clean.start > limit * 8
        ? slices(text, clean, limit * 3)
        : halve(text, clean)
  return parts.flatMap((part) => divided(piece, depth + 1, part, limit, measure))
}

/** Neighbours together up to the target. Sums of tokens are near enough until they reach it; then it is counted. */
function pack(
  atoms: readonly (Range & { tokens: number })[],
  room: { target: number; max: number },
  { text, count }: Measure,
  isCode: boolean,
): (Range & { tokens: number })[] {
  const packed: (Range & { tokens: number })[] = []
  for (const atom of atoms) {
    const last = packed.at(-1)
    if (last !== undefined && last.tokens + atom.tokens <= room.target * 1.5) {
      const tokens = count(text.slice(last.start, atom.end))
      if (tokens <= room.target) {
        Object.assign(last, { end: atom.end, tokens })
        continue
      }
    }
    // Code keeps the indentation of its first line.
    const start = isCode ? Math.max(last?.end ?? 0, text.lastIndexOf('\n', atom.start) + 1) : atom.start
    packed.push({ ...atom, start: text.slice(start, atom.start).trim() === '' ? start : atom.start })
  }
  return packed
}

/** Begins some words earlier, at a sentence where one begins there. */
function withOverlap(
  part: Range & { tokens: number },
  previous: Range & { tokens: number },
  measure: Measure,
): Part {
  const { text, count, overlap, max } = measure
  const perToken = (previous.end - previous.start) / Math.max(1, previous.tokens)
  const from = Math.max(previous.start + 1, previous.end - Math.floor(overlap * perToken))
  const tail = text.slice(from, previous.end)
  const sentence = /[.!?]["”’)]?\s+(?=\S)/.exec(tail)
  const word = /(?:^|[^\s])\s+(?=\S)/.exec(tail)
  const skip = sentence ?? word
  const start = overlap === 0 || skip === null ? part.start : from + skip.index + skip[0].length
  const tokens = start === part.start ? part.tokens : count(text.slice(start, part.end))
  return tokens > max ? { ...part, repeated: '' } : { start, end: part.end, tokens, repeated: '' }
}
