import type { RunDiff } from '@/lib/domain/discovery'

/** The part of a diff whose servers' names have all the words. */
export function filterDiff(diff: RunDiff, words: string): RunDiff {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return diff
  const has = ({ name }: { name: string }) => wanted.every((word) => name.toLowerCase().includes(word))
  return {
    added: diff.added.filter(has),
    changed: diff.changed.filter(has),
    removed: diff.removed.filter(has),
    shadowed: diff.shadowed.filter(has),
  }
}

/** How many servers a diff lists. */
export function listedIn({ added, changed, removed, shadowed }: RunDiff): number {
  return added.length + changed.length + removed.length + shadowed.length
}
