import 'server-only'
import type { Passage } from '@/lib/domain/document'

/** A part of a text: offsets, `end` exclusive. */
export interface Range {
  start: number
  end: number
}
type Divide = (text: string, range: Range, language: string | undefined) => Range[]

const at =
  (pattern: RegExp): Divide =>
  (text, { start, end }) => {
    const cuts = [...text.slice(start, end).matchAll(pattern)].map(
      (match) => start + match.index + match[0].length,
    )
    return between([start, ...cuts, end])
  }

const blankLines = at(/\n\s*\n/g)
const lines = at(/\n/g)

/** By Unicode's rules for the language (UAX 29). */
const sentences: Divide = (text, { start, end }, language) => {
  const segments = new Intl.Segmenter(language ?? 'en', { granularity: 'sentence' }).segment(
    text.slice(start, end),
  )
  return between([...Array.from(segments, (segment) => start + segment.index), end])
}

/** How a kind of text comes apart, the coarsest first. What none of them divides is divided anywhere, by `halve`. */
export const DIVISIONS: Record<Passage['kind'], readonly Divide[]> = {
  prose: [blankLines, sentences],
  list: [lines, sentences],
  table: [lines],
  code: [blankLines, lines],
}

/** In two, between words where there are any, never inside of a character. */
export function halve(text: string, { start, end }: Range): Range[] {
  const middle = Math.floor((start + end) / 2)
  const cut = spaceNear(text, middle, Math.floor((end - start) / 4)) ?? characterAt(text, middle, start)
  return between([start, cut, end])
}

/** Parts of about `length` characters. */
export function slices(text: string, { start, end }: Range, length: number): Range[] {
  const cuts = [start]
  for (let from = start + length; from < end; from = (cuts.at(-1) ?? end) + length) {
    cuts.push(spaceNear(text, from, Math.floor(length / 4)) ?? characterAt(text, from, cuts.at(-1) ?? start))
  }
  return between([...cuts, end])
}

function spaceNear(text: string, middle: number, reach: number): number | null {
  for (let step = 0; step < reach; step++) {
    if (/\s/.test(text[middle - step] ?? '')) return middle - step
    if (/\s/.test(text[middle + step] ?? '')) return middle + step
  }
  return null
}

/** Before the mark, joiner or half of a pair that `at` would tear off. */
function characterAt(text: string, at: number, start: number): number {
  for (let cut = at; cut > start + 1 && cut > at - 32; cut--) {
    if (!/^(?:[\uDC00-\uDFFF]|\p{M}|\u200D)/u.test(text.slice(cut, cut + 2)) && text[cut - 1] !== '\u200D') {
      return cut
    }
  }
  const isLow = /[\uDC00-\uDFFF]/.test(text[at] ?? '')
  return isLow && at - 1 > start ? at - 1 : at
}

function between(cuts: readonly number[]): Range[] {
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? 0
    return end > start ? [{ start, end }] : []
  })
}

/** Without the white space around it; null when there is nothing else. */
export function trimmed(text: string, { start, end }: Range, keepsIndent = false): Range | null {
  const raw = text.slice(start, end)
  const body = raw.trimEnd()
  if (body.trim() === '') return null
  const lead = keepsIndent
    ? (/^(?:[^\S\n]*\n)*/.exec(body)?.[0].length ?? 0)
    : body.length - body.trimStart().length
  return { start: start + lead, end: start + body.length }
}
