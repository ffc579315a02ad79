import 'server-only'
import type { FileState } from './file-state'

/** So long must a text stay as it is before servers that it no longer has are gone. */
const CALM_MS = 600

/**
 * In how many ms a file should be read again, as it may still be being written: a text that is cut at the end of a line is
 * valid, and lacks what follows. 0 where it may be taken; what it only adds or changes need not wait. `now` in ms.
 */
export function readAgainInMs(before: FileState | undefined, next: FileState, now: number): number {
  if (next.reading.kind !== 'read' || !before || !losesAny(before, next)) return 0
  const age = now - Date.parse(next.reading.modifiedAt)
  // Where the clock of a mounted disk is ahead, nothing can be told.
  return age < -1_000 ? 0 : Math.max(0, CALM_MS - age)
}

function losesAny(before: FileState, next: FileState): boolean {
  if (before.settings && !next.settings) return true
  const kept = new Set(next.candidates.map(({ spec }) => spec.name))
  return before.candidates.some(({ spec }) => !kept.has(spec.name))
}
