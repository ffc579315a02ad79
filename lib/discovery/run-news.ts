import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { StoredRun } from '@/lib/store/run-rows'

/** What a source had come to before. */
export interface Before {
  failures: number
  error: string | undefined
  /** How many items could not be read. */
  errors: number
}

export const NOTHING_BEFORE: Before = { failures: 0, error: undefined, errors: 0 }

/** Whether somebody asked for it and waits to see it; the others run by themselves and often. */
export function isAskedFor({ trigger, dryRun }: Pick<StoredRun, 'trigger' | 'dryRun'>): boolean {
  return dryRun || trigger === 'request' || trigger === 'settings' || trigger === 'start'
}

/** Whether the end of a run tells something that was not known before it. */
export function isNews(run: StoredRun, before: Before): boolean {
  const { added, changed, removed, errors } = run.counts
  if (run.state === 'cancelled') return false
  if (run.state === 'failed') return before.failures === 0 || run.error?.message !== before.error
  return before.failures > 0 || added + changed + removed > 0 || errors !== before.errors
}

export function runChanged({ source, id, state }: StoredRun): AppEvent {
  return { kind: 'run-changed', source, run: id, state }
}

export function sourceRan({ source, id, state, counts, dryRun, durationMs, error }: StoredRun): AppEvent {
  const { found, added, changed, removed } = counts
  return {
    kind: 'source-ran',
    ...{ source, found, added, changed, removed, run: id, dryRun },
    outcome: state === 'succeeded' ? 'ok' : 'failed',
    durationMs: durationMs ?? 0,
    ...(error && { error: error.message }),
  }
}
