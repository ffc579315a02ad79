import 'server-only'
import type { Changes } from '@/lib/domain/api/config'
import type { Failure } from '@/lib/domain/connection'
import { type NewServers, NO_COUNTS, type RunDetail } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { deadline, orAborted } from '@/lib/kit/deadline'
import { partsOf, unreadError } from './parts-of'
import { NO_DIFF, type RunResult, type SnapshotSink } from './run'
import type { StoredRun } from '@/lib/store/run-rows'
import type { Source } from './source'

/** What a run came to, before anybody has written it down. */
export interface Attempt extends Pick<RunDetail, 'counts' | 'problems' | 'diff'> {
  state: 'succeeded' | 'failed' | 'cancelled'
  /** Names of the servers it saw. */
  servers: string[]
  changes: Changes
  error: Failure | null
}

export interface AttemptParts {
  registry: Pick<SnapshotSink, 'apply' | 'preview' | 'sourceFailed'>
  newServers: NewServers
  dryRun: boolean
  /** Only time has passed since the last run. */
  dueOnly?: boolean
  /** How long the source may take to answer, in ms. */
  limitMs: number
  /** Aborts with the reason why the run is to end. */
  signal: AbortSignal
}

const MAX_PROBLEMS = 500
const NO_CHANGES: Changes = { added: [], changed: [], removed: [] }

/**
 * Asks a source once and hands what it saw to the registry. Never throws: a failure is an outcome. A source that
 * answers although it was told to stop has answered for nothing: the registry keeps what it had. A run that could read
 * nothing of anything has failed, and the registry has heard of which parts, each of which ages by itself.
 */
export async function runSource(source: Source, parts: AttemptParts): Promise<Attempt> {
  const { registry, signal, dryRun } = parts
  let snapshot: Snapshot
  try {
    snapshot = await discover(source, parts)
  } catch (error) {
    // Whoever was told to stop has learned nothing about the source, and a dry run changes nothing.
    if (signal.aborted) return ended('cancelled', signal.reason)
    return dryRun ? ended('failed', error) : reportFailure(source.id, error, registry)
  }
  try {
    const attempt = await handOver(source.id, snapshot, parts)
    const error = unreadError(partsOf({ source }), snapshot)
    return error ? { ...attempt, state: 'failed', error: failureOf(error) } : attempt
  } catch (error) {
    return { ...ended('failed', error), ...seenIn(snapshot) }
  }
}

async function discover(
  source: Source,
  { limitMs, dueOnly = false, signal: parent }: AttemptParts,
): Promise<Snapshot> {
  using signal = deadline(parent, limitMs, source.title)
  // In a function of its own, so that what it throws at once is a rejection too.
  const seen = (async () => source.discover?.(signal, { dueOnly }))()
  const snapshot = await orAborted(seen, signal)
  parent.throwIfAborted()
  return snapshot ?? { candidates: [], problems: [] }
}

async function handOver(
  sourceId: string,
  snapshot: Snapshot,
  { registry, dryRun, newServers }: AttemptParts,
): Promise<Attempt> {
  const applied = dryRun
    ? registry.preview(sourceId, snapshot, { newServers })
    : await registry.apply(sourceId, snapshot, { newServers })
  const { added, changed, removed, problems, counts, diff } = applied
  const all = [...snapshot.problems, ...problems]
  return {
    state: 'succeeded',
    servers: namesIn(snapshot),
    problems: errorsFirst(all),
    changes: { added, changed, removed },
    counts: { ...counts, found: snapshot.candidates.length, errors: countErrors(all) },
    diff,
    error: null,
  }
}

async function reportFailure(
  sourceId: string,
  error: unknown,
  registry: Pick<SnapshotSink, 'sourceFailed'>,
): Promise<Attempt> {
  try {
    await registry.sourceFailed(sourceId, error)
    return ended('failed', error)
  } catch (cause) {
    const both = `${messageOf(error)}; and the registry: ${messageOf(cause)}`
    return ended('failed', new AggregateError([error, cause], both))
  }
}

function ended(state: 'failed' | 'cancelled', error: unknown): Attempt {
  return {
    state,
    servers: [],
    problems: [],
    changes: NO_CHANGES,
    counts: NO_COUNTS,
    diff: NO_DIFF,
    error: failureOf(error),
  }
}

function seenIn(snapshot: Snapshot): Pick<Attempt, 'servers' | 'problems' | 'counts'> {
  const { candidates, problems } = snapshot
  return {
    servers: namesIn(snapshot),
    problems: errorsFirst(problems),
    counts: { ...NO_COUNTS, found: candidates.length, errors: countErrors(problems) },
  }
}

export function failureOf(error: unknown): Failure {
  return { code: isAppError(error) ? error.code : 'internal', message: messageOf(error) }
}

/** As this process tells of a run that it did; `endedAt` in ms. */
export function resultOf(run: StoredRun, attempt: Attempt, endedAt: number): RunResult {
  const startedAt = run.startedAt ?? run.requestedAt
  return {
    source: run.source,
    trigger: run.trigger,
    at: startedAt,
    durationMs: Math.max(0, endedAt - Date.parse(startedAt)),
    servers: attempt.servers,
    problems: attempt.problems,
    changes: attempt.changes,
    ...(attempt.error && { error: attempt.error }),
  }
}

function namesIn({ candidates }: Snapshot): string[] {
  return candidates.map((candidate) => candidate.spec.name)
}

function countErrors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length
}

function errorsFirst(problems: readonly Problem[]): Problem[] {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity !== 'error')
  return [...errors, ...warnings].slice(0, MAX_PROBLEMS)
}
