import 'server-only'
import { decodeText } from '../decode-text'
import { tooMuchText } from '../document-builder'
import type { Source } from '../reader'

/** The text of a file that is text, which stays as it is so that its lines are the file's. */
export function readText({ bytes, limits }: Source, declared?: string): { text: string; warnings: string[] } {
  // No encoding has more characters than bytes, and none that counts has less than a quarter.
  if (bytes.byteLength > limits.maxCharacters * 4) throw tooMuchText(limits.maxCharacters)
  const decoded = decodeText(bytes, declared)
  if (decoded.text.length > limits.maxCharacters) throw tooMuchText(limits.maxCharacters)
  return decoded
}

/** Ranges of `text` between blank lines, without the white space around them; indentation stays. */
export function paragraphs(text: string, from = 0, to = text.length): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  const breaks = /\n[^\S\n]*(?:\n[^\S\n]*)+(?=\S|\n|$)|\f/g
  let start = from
  const take = (end: number) => {
    const raw = text.slice(start, end)
    if (raw.trim() === '') return
    const lead = /^(?:[^\S\n]*\n)*/.exec(raw)?.[0].length ?? 0
    found.push({ start: start + lead, end: start + raw.trimEnd().length })
  }
  breaks.lastIndex = from
  for (let match = breaks.exec(text); match !== null && match.index < to; match = breaks.exec(text)) {
    take(match.index)
    // Indentation belongs to the line that it begins.
    start = match.index + match[0].lastIndexOf('\n') + 1
    if (match[0] === '\f') start = match.index + 1
  }
  take(to)
  return found
}
