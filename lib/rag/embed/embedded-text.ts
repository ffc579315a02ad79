import 'server-only'
import { createHash } from 'node:crypto'

/** What is embedded of a passage: the headings above it say what it is about. */
export function embeddedText({ heading, text }: { heading: readonly string[]; text: string }): string {
  return heading.length === 0 ? text : `${heading.join(' > ')}\n${text}`
}

/** By which the same text is known again, in hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
