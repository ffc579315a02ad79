import { cn } from '@/lib/kit/class-names'
import { piecesOf, type Span } from './passage-words'

interface MarkedTextProps {
  text: string
  /** Words. */
  marks: readonly Span[]
  /** Sentences that hold them, told apart by their ground. */
  sentences?: readonly Span[]
  isCode?: boolean
  className?: string
}

/** A text of a document, exactly as it was read, with words and sentences marked. */
export function MarkedText({ text, marks, sentences = [], isCode = false, className }: MarkedTextProps) {
  return (
    <p
      className={cn(
        'text-sm leading-5 wrap-anywhere whitespace-pre-wrap',
        isCode && 'bg-muted rounded-md p-2 font-mono text-xs',
        className,
      )}
    >
      {sentenceSpans(text, sentences).map(({ start, end, isBest }) => {
        const inside = marks
          .filter((mark) => mark.start < end && mark.end > start)
          .map((mark) => ({ start: mark.start - start, end: mark.end - start }))
        const words = piecesOf(text.slice(start, end), inside).map((piece, at) =>
          piece.isMarked ? (
            <mark key={at} className="bg-primary/15 text-foreground rounded-[0.2em] px-px font-medium">
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )
        return isBest ? (
          <span
            key={start}
            data-best
            className="decoration-primary/40 underline decoration-2 underline-offset-4"
          >
            {words}
          </span>
        ) : (
          <span key={start}>{words}</span>
        )
      })}
    </p>
  )
}

function sentenceSpans(text: string, sentences: readonly Span[]): (Span & { isBest: boolean })[] {
  const spans: (Span & { isBest: boolean })[] = []
  let from = 0
  for (const { start, end } of sentences) {
    if (start > from) spans.push({ start: from, end: start, isBest: false })
    spans.push({ start, end, isBest: true })
    from = end
  }
  if (from < text.length) spans.push({ start: from, end: text.length, isBest: false })
  return spans
}
