import 'server-only'
import type { StoredPassage } from '@/lib/store/passage-search'

/** What so many passages make together is no longer a passage. */
const MOST_MERGED = 4
/** Of the words that a passage repeats of the one before: how far back they are looked for, in characters. */
const LONGEST_OVERLAP = 4_000

/** Passages that follow each other in their document, in its order. */
export type Stretch = readonly StoredPassage[]

/** Whether a passage stands right before or after a stretch that can still grow. */
export function isNeighbour(stretch: Stretch, passage: StoredPassage): boolean {
  const [first, last] = [stretch[0], stretch.at(-1)]
  if (!first || !last || stretch.length >= MOST_MERGED || first.document.id !== passage.document.id)
    return false
  return passage.ordinal === first.ordinal - 1 || passage.ordinal === last.ordinal + 1
}

export function grown(stretch: Stretch, passage: StoredPassage): Stretch {
  const [first] = stretch
  return first && passage.ordinal < first.ordinal ? [passage, ...stretch] : [...stretch, passage]
}

/**
 * A stretch as one passage, with the id of the given one of it. What the next repeats of the one before is there once;
 * headings that not all stand under are left to the text.
 */
export function mergeStretch(stretch: Stretch, id: string): StoredPassage {
  const own = stretch.find((passage) => passage.id === id) ?? stretch[0]
  if (!own) throw new RangeError('A stretch has at least one passage')
  if (stretch.length === 1) return own
  return stretch.slice(1).reduce(joined, { ...(stretch[0] ?? own), id })
}

function joined(before: StoredPassage, after: StoredPassage): StoredPassage {
  const overlap = overlapOf(before.text, after.text)
  const [from, to] = [before.place, after.place]
  const counts = new Map(before.counts)
  for (const [term, count] of after.counts) counts.set(term, (counts.get(term) ?? 0) + count)
  return {
    ...before,
    kind: before.kind === after.kind ? before.kind : 'prose',
    heading: commonStart(before.heading, after.heading),
    text: overlap > 0 ? before.text + after.text.slice(overlap) : `${before.text}\n\n${after.text}`,
    tokens: before.tokens + Math.ceil(after.tokens * (1 - overlap / Math.max(1, after.text.length))),
    place: {
      ...from,
      end: Math.max(from.end, to.end),
      ...(from.lines && to.lines && { lines: [from.lines[0], to.lines[1]] as [number, number] }),
    },
    counts,
  }
}

/** Characters of the end of one text that the other begins with; a few alone are chance. */
function overlapOf(before: string, after: string): number {
  const most = Math.min(before.length, after.length, LONGEST_OVERLAP)
  const end = before.slice(-most)
  for (let length = most; length >= 12; length--) {
    if (after.startsWith(end.slice(-length))) return length
  }
  return 0
}

function commonStart(one: readonly string[], other: readonly string[]): string[] {
  const differs = one.findIndex((heading, at) => heading !== other[at])
  return differs === -1 ? [...one] : one.slice(0, differs)
}
