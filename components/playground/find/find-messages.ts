import { type TurnMessage, textOf } from '../message'

/** What marks words up in Markdown, and is not seen. */
const MARKUP = /[*_`~]+/g

/** Finds the words as they stand, whatever their case and whatever blanks are between; undefined for none. */
export function patternOf(words: string): RegExp | undefined {
  const parts = words.trim().split(/\s+/)
  if (parts[0] === '') return undefined
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`))
  // Without the `u` flag an escaped hyphen is allowed, and a lone half of a pair does no harm.
  return new RegExp(escaped.join(String.raw`\s+`), 'gi')
}

/** Messages that hold the words in what was asked or answered, the oldest first: their ids. */
export function findMessages(messages: readonly TurnMessage[], words: string): string[] {
  const pattern = patternOf(words)
  if (!pattern) return []
  return messages.filter((message) => holds(textOf(message), pattern)).map(({ id }) => id)
}

function holds(text: string, pattern: RegExp): boolean {
  // `search` begins anew each time, which `test` of a global pattern does not.
  return text.search(pattern) !== -1 || text.replace(MARKUP, '').search(pattern) !== -1
}

/** Where the list stands after a step, round its ends; the newest first where it stood nowhere. */
export function stepIn(
  found: readonly string[],
  current: string | undefined,
  by: 1 | -1,
): string | undefined {
  if (found.length === 0) return undefined
  const at = current === undefined ? -1 : found.indexOf(current)
  if (at === -1) return found.at(-1)
  return found[(at + by + found.length) % found.length]
}
