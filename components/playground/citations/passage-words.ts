import type { FoundPassage } from '@/lib/domain/retrieval'

type Placed = Pick<FoundPassage, 'document' | 'heading' | 'place'>

export function titleOf({ document }: Pick<Placed, 'document'>): string {
  return document.title ?? document.name
}

/** `Records › TTL · page 3`. */
export function whereWords({ document, heading, place }: Placed): string {
  // The first heading of a document is most often its title, which stands before these words.
  const path = heading[0] === document.title ? heading.slice(1) : heading
  const spot =
    place.sheet === undefined
      ? place.page === undefined
        ? linesWords(place.lines)
        : `page ${place.page}`
      : `sheet ${place.sheet}`
  return [path.join(' › '), spot].filter(Boolean).join(' · ')
}

function linesWords(lines: [number, number] | undefined): string {
  if (!lines) return ''
  return lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]}–${lines[1]}`
}

/** Its document, opened at the place. */
export function placeHref({ document, place }: Pick<Placed, 'document' | 'place'>): string {
  return `/documents/${document.id}?start=${place.start}&end=${place.end}`
}

export interface Span {
  start: number
  end: number
}

export interface Piece {
  text: string
  isMarked: boolean
}

/** A text cut at its marks. Marks that overlap or lie outside do no harm. */
export function piecesOf(text: string, marks: readonly Span[]): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    const begin = Math.max(from, start)
    const stop = Math.min(end, text.length)
    if (stop <= begin) continue
    if (begin > from) pieces.push({ text: text.slice(from, begin), isMarked: false })
    pieces.push({ text: text.slice(begin, stop), isMarked: true })
    from = stop
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMarked: false })
  return pieces
}

/**
 * The sentences of a text that hold most of what was marked in it, in their order: those with at least half as many
 * different marked words as the best.
 */
export function bestSentences(text: string, marks: readonly Span[], limit = 3): Span[] {
  const sentences = sentencesOf(text).map((span) => ({
    ...span,
    words: new Set(
      marks
        .filter(({ start, end }) => start >= span.start && end <= span.end)
        .map(({ start, end }) => text.slice(start, end).toLowerCase()),
    ).size,
  }))
  const most = Math.max(0, ...sentences.map(({ words }) => words))
  return sentences
    .filter(({ words }) => words > 0 && words * 2 >= most)
    .sort((a, b) => b.words - a.words)
    .slice(0, limit)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({ start, end }))
}

/** A text from the line of its first best sentence on, where it would stand out of sight; with what is marked in the rest. */
export function fromBest(
  text: string,
  { marks, sentences }: { marks: readonly Span[]; sentences: readonly Span[] },
): { text: string; marks: Span[]; sentences: Span[] } {
  const best = sentences[0]?.start ?? 0
  const line = text.lastIndexOf('\n', best - 1) + 1
  const at = best - line > FAR ? best : line
  if (best <= FAR || at === 0) return { text, marks: [...marks], sentences: [...sentences] }
  const moved = (spans: readonly Span[]) =>
    spans
      .filter(({ start }) => start >= at)
      .map(({ start, end }) => ({ start: start - at + 1, end: end - at + 1 }))
  return { text: `…${text.slice(at)}`, marks: moved(marks), sentences: moved(sentences) }
}

/** Characters that a folded text shows in any case. */
const FAR = 200

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' })

function sentencesOf(text: string): Span[] {
  return [...SENTENCES.segment(text)].map(({ index, segment }) => ({
    start: index,
    end: index + segment.trimEnd().length,
  }))
}
