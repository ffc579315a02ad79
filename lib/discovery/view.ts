import 'server-only'
import type { Run, RunDetail, SourcePart, SourceView } from '@/lib/domain/discovery'
import { maskJson } from '@/lib/domain/hiding'
import type { StoredRun } from '@/lib/store/run-rows'
import type { LiveSource } from './live-source'
import { isAllFailing, partsOf } from './parts-of'
import { settingsSchemaOf } from './settings'

interface ViewInput {
  live: LiveSource
  counts: SourceView['counts']
  last: StoredRun | undefined
  current: StoredRun | undefined
  /** What else is wrong with what is set. */
  strays: readonly string[]
}

/** A source as people see it, secrets hidden. */
export function viewOf({ live, counts, last, current, strays }: ViewInput): SourceView {
  const { method, layered, source } = live
  const isRunnable = source ? source.discover !== undefined : method.id !== 'manual'
  const parts = partsOf(live)
  const reason = reasonOf(live, last, parts)
  const problems = [...(layered?.errors ?? []), ...(layered?.warnings ?? []), ...strays]
  return {
    id: method.id,
    title: method.title,
    description: method.description,
    state: stateOf(live, { last, current, parts }),
    ...(reason !== undefined && { reason }),
    runnable: isRunnable,
    watching: live.isWatching,
    parts,
    counts,
    lastRun: last ? runOf(last) : null,
    currentRun: current ? runOf(current) : null,
    nextRunAt: live.nextAt,
    settings: {
      schema: isRunnable ? settingsSchemaOf(method) : { type: 'object', properties: {} },
      values: isRunnable ? maskJson(layered?.values ?? {}) : {},
      layers: isRunnable ? (layered?.layers ?? {}) : {},
      ...(problems.length > 0 && { problems }),
    },
  }
}

function stateOf(
  { condition, failures }: LiveSource,
  { last, current, parts }: Pick<ViewInput, 'last' | 'current'> & { parts: readonly SourcePart[] },
): SourceView['state'] {
  if (condition.kind === 'off') return 'off'
  if (current) return current.state === 'running' ? 'running' : 'queued'
  if (condition.kind === 'wrong') return 'failing'
  if (condition.kind === 'paused') return 'paused'
  return failures > 0 || last?.state === 'failed' || isAllFailing(parts) ? 'failing' : 'idle'
}

function reasonOf(
  { condition, failures }: LiveSource,
  last: StoredRun | undefined,
  parts: readonly SourcePart[],
): string | undefined {
  if (condition.kind === 'off' || condition.kind === 'wrong') return condition.reason
  if (failures > 0 || last?.state === 'failed') return last?.error?.message
  return isAllFailing(parts) ? parts[0]?.detail : undefined
}

/** What people need not know stays here. */
export function runOf({ id, source, trigger, dryRun, state, counts, error, ...run }: Run): Run {
  const { requestedAt, startedAt, finishedAt, durationMs } = run
  return { id, source, trigger, dryRun, state, requestedAt, startedAt, finishedAt, durationMs, counts, error }
}

export function detailOf(run: RunDetail): RunDetail {
  return { ...runOf(run), problems: run.problems, diff: run.diff }
}
