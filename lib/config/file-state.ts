import 'server-only'
import type { HealthRules } from '@/lib/domain/health'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { parseServersText } from './document/parse-servers-text'
import type { Variables } from './document/interpolate'
import type { ReadingCache } from './document/reading-cache'
import type { DiscoverySettings } from './document/read-settings'
import type { FileReading } from './files'

/** A configuration file as it stands, and what of it serves. */
export interface FileState {
  path: string
  reading: FileReading
  /** Whether what serves is the text as it stands. */
  valid: boolean
  problems: Problem[]
  /** What serves: the text's own servers if it is valid, else those of the last valid text. */
  candidates: Candidate[]
  /** What it sets about discovery; of the last valid text too. */
  settings?: DiscoverySettings
  /** The limits of checks that it sets; of the last valid text too. */
  health?: HealthRules
  /** Whether there has been a valid text since the start; without one, what is stored of this file stays. */
  hasBeenValid: boolean
}

export interface ReadParts {
  variables: Variables
  cache?: ReadingCache
}

/**
 * The next state of a file. A file that has gone takes its servers along; one that can't be used keeps its last good
 * state. At the first look there is none: then what is right in it serves.
 */
export function nextFileState(
  { path, folder }: { path: string; folder?: string | undefined },
  reading: FileReading,
  parts: ReadParts,
  before?: FileState,
): FileState {
  if (reading.kind === 'missing') {
    return { path, reading, valid: true, problems: [], candidates: [], hasBeenValid: true }
  }
  if (reading.kind === 'refused') {
    return keepLastGood(
      { path, reading, problems: [{ severity: 'error', message: reading.message, place: path }] },
      before,
    )
  }
  if (before?.reading.kind === 'read' && before.reading.text === reading.text) return { ...before, reading }
  const { snapshot, settings, health } = parseServersText(reading.text, { place: path, ...parts })
  const { problems } = snapshot
  const candidates = scoped(snapshot.candidates, folder)
  const set = { ...(settings && { settings }), ...(health && { health }) }
  if (problems.some(({ severity }) => severity === 'error')) {
    return keepLastGood({ path, reading, problems }, before, { candidates, ...set })
  }
  return { path, reading, valid: true, problems, candidates, ...set, hasBeenValid: true }
}

/** What a folder held is not gone when the folder can't be listed: its claims know it as their scope. */
function scoped(candidates: Candidate[], folder: string | undefined): Candidate[] {
  if (folder === undefined) return candidates
  return candidates.map(({ origin, ...candidate }) => ({
    ...candidate,
    ...(origin && { origin: { ...origin, scope: folder } }),
  }))
}

function keepLastGood(
  state: Pick<FileState, 'path' | 'reading' | 'problems'>,
  before: FileState | undefined,
  partial: Pick<FileState, 'candidates' | 'settings' | 'health'> = { candidates: [] },
): FileState {
  const { candidates, settings, health } = before?.hasBeenValid ? before : partial
  const set = { ...(settings && { settings }), ...(health && { health }) }
  return { ...state, valid: false, candidates, ...set, hasBeenValid: before?.hasBeenValid ?? false }
}

/** All files as one snapshot. A name that an earlier file declares is not taken from a later one, which is reported. */
export function mergeFiles(files: readonly FileState[]): Snapshot & { problemsOf: Map<string, Problem[]> } {
  const byName = new Map<string, Candidate>()
  const problemsOf = new Map<string, Problem[]>()
  for (const { path, problems, candidates } of files) {
    const shadowed = candidates.flatMap((candidate) => {
      const earlier = byName.get(candidate.spec.name)
      if (!earlier) byName.set(candidate.spec.name, candidate)
      return earlier ? [shadowedBy(earlier, candidate, path)] : []
    })
    problemsOf.set(path, [...problems, ...shadowed])
  }
  return {
    candidates: [...byName.values()],
    problems: [...problemsOf.values()].flat(),
    unreadable: files.filter(({ hasBeenValid }) => !hasBeenValid).map(({ path }) => path),
    problemsOf,
  }
}

function shadowedBy(earlier: Candidate, candidate: Candidate, place: string): Problem {
  const { name } = candidate.spec
  const at = earlier.origin
  const where = `${at?.place ?? 'an earlier file'}${at?.line === undefined ? '' : `, line ${at.line}`}`
  return {
    severity: 'warning',
    message: `${name} is declared in ${where} already, which comes first; this one is not used`,
    server: name,
    place,
    ...(candidate.origin?.line !== undefined && { line: candidate.origin.line }),
  }
}
