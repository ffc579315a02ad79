import 'server-only'

/** A stretch of a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  start: number
  end: number
}

/** Between `user` and `Name`, between `HTTP` and `Server`, and on both sides of digits. */
const BOUNDARY =
  /(?<=[\p{Ll}\p{Lo}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L}\p{M}*)(?=\p{N})|(?<=\p{N})(?=\p{L})/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** `URLs` and `IDs` are no `UR Ls`. */
const ACRONYM_PLURAL = /^\p{Lu}{2,}s$/u

/**
 * The words that an identifier, code or path is made of: `getUserName`, `user_name`, `HTTPServer2`, `ERR-4012`. One
 * span for a plain word.
 */
export function splitWord(text: string, start: number): Span[] {
  const spans: Span[] = []
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const from = start + index
    if (ACRONYM_PLURAL.test(word)) {
      spans.push({ start: from, end: from + word.length })
      continue
    }
    let at = 0
    for (const boundary of word.matchAll(BOUNDARY)) {
      if (boundary.index > at) spans.push({ start: from + at, end: from + boundary.index })
      at = boundary.index
    }
    spans.push({ start: from + at, end: from + word.length })
  }
  return spans
}
