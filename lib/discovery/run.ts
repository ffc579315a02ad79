import 'server-only'
import type { Changes } from '@/lib/domain/api/config'
import type { Failure } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline, orAborted } from '@/lib/kit/deadline'
import type { Source } from './source'

export type Trigger = 'start' | 'watch' | 'request'

/** What one run of one source came to. */
export interface RunResult {
  source: string
  trigger: Trigger
  at: string
  durationMs: number
  /** Names of the servers it saw. */
  servers: string[]
  problems: Problem[]
  changes: Changes
  /** Set when the run failed; the registry then has what it had. */
  error?: Failure
}

/** What discovery needs of the registry. */
export interface SnapshotSink {
  /** Candidates that it refuses are told as problems. */
  apply(sourceId: string, snapshot: Snapshot): Promise<Changes & { problems?: Problem[] }>
  sourceFailed(sourceId: string, error: unknown): void | Promise<void>
}

export interface RunParts {
  registry: SnapshotSink
  clock: Clock
  /** How long a source may take to answer, in ms. */
  limitMs: number
}

/** Runs a source once and hands what it saw to the registry. Never throws: a failure is a result. */
export async function runSource(
  source: Source,
  { trigger, signal, ...parts }: RunParts & { trigger: Trigger; signal: AbortSignal },
): Promise<RunResult> {
  const startedAt = parts.clock.now()
  const outcome = await attempt(source, parts, signal)
  return {
    source: source.id,
    trigger,
    at: new Date(startedAt).toISOString(),
    durationMs: parts.clock.now() - startedAt,
    ...outcome,
  }
}

type Outcome = Pick<RunResult, 'servers' | 'problems' | 'changes' | 'error'>

async function attempt(source: Source, parts: RunParts, signal: AbortSignal): Promise<Outcome> {
  let snapshot: Snapshot
  try {
    snapshot = await discover(source, parts.limitMs, signal)
  } catch (error) {
    // A run that was told to stop has learned nothing about the source.
    return signal.aborted ? failed(error) : reportFailure(source.id, error, parts.registry)
  }
  try {
    const { added, changed, removed, problems = [] } = await parts.registry.apply(source.id, snapshot)
    return {
      servers: namesIn(snapshot),
      problems: [...snapshot.problems, ...problems],
      changes: { added, changed, removed },
    }
  } catch (error) {
    return { ...failed(error), servers: namesIn(snapshot), problems: snapshot.problems }
  }
}

async function reportFailure(sourceId: string, error: unknown, registry: SnapshotSink): Promise<Outcome> {
  try {
    await registry.sourceFailed(sourceId, error)
    return failed(error)
  } catch (cause) {
    return failed(
      new AggregateError([error, cause], `${messageOf(error)}; and the registry: ${messageOf(cause)}`),
    )
  }
}

async function discover(source: Source, limitMs: number, parent: AbortSignal): Promise<Snapshot> {
  using signal = deadline(parent, limitMs, source.title)
  // In a function of its own, so that what it throws at once is a rejection too.
  const seen = (async () => source.discover?.(signal))()
  return (await orAborted(seen, signal)) ?? { candidates: [], problems: [] }
}

function namesIn({ candidates }: Snapshot): string[] {
  return candidates.map((candidate) => candidate.spec.name)
}

function failed(error: unknown): Outcome {
  return {
    servers: [],
    problems: [],
    changes: { added: [], changed: [], removed: [] },
    error: { code: isAppError(error) ? error.code : 'internal', message: messageOf(error) },
  }
}

export function sourceRanEvent({ source, durationMs, servers, changes, error }: RunResult): AppEvent {
  return {
    kind: 'source-ran',
    source,
    outcome: error ? 'failed' : 'ok',
    found: servers.length,
    added: changes.added.length,
    changed: changes.changed.length,
    removed: changes.removed.length,
    durationMs,
    ...(error && { error: error.message }),
  }
}
