export interface Span {
  start: number
  end: number
}
export interface TextPart {
  text: string
  isMarked: boolean
}
export interface Paragraph {
  /** Offset in the document. */
  start: number
  parts: TextPart[]
}

/** Longer ones are drawn in several, so that a file without blank lines does not become one element. */
const LONGEST = 4_000

/** A window of the text (it begins at `from`) by paragraphs, with what the span covers marked. */
export function paragraphsOf(text: string, from: number, span: Span | null): Paragraph[] {
  return ranges(text).map(({ start, end }) => ({
    start: from + start,
    parts: partsOf(text.slice(start, end), from + start, span),
  }))
}

function ranges(text: string): Span[] {
  const found: Span[] = []
  let start = 0
  const take = (end: number) => {
    for (let at = start; at < end; at = cutAt(text, at, end))
      found.push({ start: at, end: cutAt(text, at, end) })
  }
  for (const match of text.matchAll(/\n{2,}/g)) {
    take(match.index)
    start = match.index + match[0].length
  }
  take(text.length)
  return found
}

function cutAt(text: string, start: number, end: number): number {
  if (end - start <= LONGEST) return end
  const line = text.lastIndexOf('\n', start + LONGEST)
  const space = line > start ? line : text.lastIndexOf(' ', start + LONGEST)
  return space > start ? space + 1 : start + LONGEST
}

function partsOf(text: string, offset: number, span: Span | null): TextPart[] {
  if (span === null) return [{ text, isMarked: false }]
  const start = Math.min(text.length, Math.max(0, span.start - offset))
  const end = Math.min(text.length, Math.max(start, span.end - offset))
  return [
    { text: text.slice(0, start), isMarked: false },
    { text: text.slice(start, end), isMarked: true },
    { text: text.slice(end), isMarked: false },
  ].filter((part) => part.text !== '')
}

/** What the API gives at once is far more than one reads at once. */
export const WINDOW = 60_000

/** Where the window begins that shows the span with what is before it. */
export function windowFor(span: Span | null): number {
  return span === null ? 0 : Math.max(0, span.start - WINDOW / 4)
}

/** `?start=..&end=..` as a span; nonsense is none. */
export function spanOf(start: number | null, end: number | null): Span | null {
  if (start === null || start < 0) return null
  return { start, end: end !== null && end > start ? end : start + 1 }
}
