import 'server-only'
import type { Span } from '@/lib/rag/lexical/split-word'
import { termsOf } from '@/lib/rag/lexical/terms-of'

/**
 * Where words of a query stand in a text, by their stems: UTF-16 offsets, in order, never overlapping. `terms` as
 * parseQuery gives them; the language (ISO 639-1) is the text's.
 */
export function marksOf(text: string, terms: ReadonlySet<string>, language: string | null): Span[] {
  const marks: Span[] = []
  const spans = termsOf(text, language)
    .filter(({ term }) => terms.has(term))
    .sort((one, other) => one.start - other.start || one.end - other.end)
  for (const { start, end } of spans) {
    const last = marks.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else marks.push({ start, end })
  }
  return marks
}
