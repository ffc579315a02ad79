import 'server-only'
import type { Changes, Reload } from '@/lib/domain/api/config'
import type { AppEvent } from '@/lib/domain/event'
import type { Problem } from '@/lib/domain/problem'
import type { RunResult } from '@/lib/discovery/run'

/** What one or more runs of the sources of configuration came to, as one reload. */
export function reloadOf(results: readonly RunResult[], cause: RunResult['trigger'], at: string): Reload {
  const changes = joinedChanges(results.map((result) => result.changes))
  const problems = results.flatMap(problemsOf)
  return { at, trigger: triggerOf(cause), outcome: outcomeOf(changes, problems), changes, problems }
}

/** Each server once: what one run added, the next of the same reload may have changed. */
function joinedChanges(all: readonly Changes[]): Changes {
  const added = new Set(all.flatMap((changes) => changes.added))
  const changed = new Map<string, Set<string>>()
  for (const { name, fields } of all.flatMap((changes) => changes.changed)) {
    if (!added.has(name)) changed.set(name, new Set([...(changed.get(name) ?? []), ...fields]))
  }
  return {
    added: [...added],
    changed: [...changed].map(([name, fields]) => ({ name, fields: [...fields] })),
    removed: [...new Set(all.flatMap((changes) => changes.removed))],
  }
}

/** What is neither the start nor a person's wish is something that changed. */
function triggerOf(cause: RunResult['trigger']): Reload['trigger'] {
  return cause === 'start' || cause === 'request' ? cause : 'watch'
}

function problemsOf({ problems, error }: RunResult): Problem[] {
  return error ? [{ severity: 'error', message: error.message }, ...problems] : problems
}

function outcomeOf({ added, changed, removed }: Changes, problems: readonly Problem[]): Reload['outcome'] {
  if (added.length + changed.length + removed.length > 0) return 'applied'
  return problems.some(({ severity }) => severity === 'error') ? 'rejected' : 'unchanged'
}

/** A reload may do both: apply what is right and reject a file that is not. */
export function reloadEvents({ outcome, changes, problems }: Reload): AppEvent[] {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const rejected: AppEvent[] = errors.length > 0 ? [{ kind: 'config-rejected', problems: errors }] : []
  if (outcome === 'rejected') return rejected
  return [
    ...rejected,
    {
      kind: 'config-reloaded',
      added: changes.added,
      changed: changes.changed.map(({ name }) => name),
      removed: changes.removed,
      problems,
    },
  ]
}
