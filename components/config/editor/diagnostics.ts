import type { Diagnostic } from '@codemirror/lint'
import type { Text } from '@codemirror/state'
import type { Problem } from '@/lib/domain/problem'

/** Problems as marks in the text; one without a place stands at the start. */
export function diagnosticsOf(problems: readonly Problem[], doc: Text): Diagnostic[] {
  return problems
    .map(({ line = 1, column = 1, severity, message }): Diagnostic => {
      const { from, to, text } = doc.line(Math.max(1, Math.min(line, doc.lines)))
      const start = Math.min(from + column - 1, to)
      const word = /^[^\s,\]}]+/.exec(text.slice(start - from))?.[0].length ?? 0
      return { from: start, to: Math.max(start + word, Math.min(start + 1, to)), severity, message }
    })
    .sort((a, b) => a.from - b.from)
}
