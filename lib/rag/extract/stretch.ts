import 'server-only'
import type { Block } from '@/lib/domain/api/documents'
import type { Extracted } from './extracted'

/** A part of what was read, as it is moved between threads and stored: none is so large that it holds anybody up. */
export interface Stretch {
  /** Of `text`, in the whole text; in UTF-16 units. */
  start: number
  text: string
  /** JSON of the blocks that begin in it. */
  blocks: string
}

/** UTF-16 units. */
export const STRETCH = 128 * 1024

/** Cut between characters, never inside one: half a surrogate pair can't be stored. */
export function* stretchesOf({ text, blocks }: Pick<Extracted, 'text' | 'blocks'>): Generator<Stretch> {
  let at = 0
  for (let start = 0; start < text.length;) {
    const end = Math.min(text.length, start + STRETCH)
    const isInside = end < text.length && isHighSurrogate(text.charCodeAt(end - 1))
    const cut = isInside ? end - 1 : end
    const first = at
    while ((blocks[at]?.place.start ?? Infinity) < cut) at += 1
    yield { start, text: text.slice(start, cut), blocks: JSON.stringify(blocks.slice(first, at)) }
    start = cut
  }
}

/** What `stretchesOf` made parts of. */
export function joined(stretches: readonly Stretch[]): Pick<Extracted, 'text' | 'blocks'> {
  // Nothing but `stretchesOf` writes them.
  const blocks = stretches.flatMap((stretch) => JSON.parse(stretch.blocks) as Block[])
  return { text: stretches.map(({ text }) => text).join(''), blocks }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff
}
