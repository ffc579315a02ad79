import type { ServerSummary } from '@/lib/domain/api/servers'
import type { BulkItem } from './run-in-chunks'

export type RegistryAction =
  { action: 'enable' | 'disable' | 'remove' } | { action: 'tag' | 'untag'; tags: string[] }

/** What the rows need to know of a server, to act at once and to take it back. */
export type Known = Pick<ServerSummary, 'name' | 'enabled' | 'tags'>

export type RowPatch = Partial<Pick<ServerSummary, 'enabled' | 'tags'>>

/** What a server will look like when the action succeeds; nothing where it can't be told before. */
export function expectedPatch(action: RegistryAction, known: Known): RowPatch {
  switch (action.action) {
    case 'enable':
      return { enabled: true }
    case 'disable':
      return { enabled: false }
    case 'tag':
      return { tags: [...new Set([...known.tags, ...action.tags])] }
    case 'untag':
      return { tags: known.tags.filter((tag) => !action.tags.includes(tag)) }
    case 'remove':
      return {}
  }
}

/** Servers on which the action changes anything: the rest need neither a request nor an undo. */
export function concerned(action: RegistryAction, known: readonly Known[]): Known[] {
  return known.filter((server) => {
    const patch = expectedPatch(action, server)
    if (patch.enabled !== undefined) return patch.enabled !== server.enabled
    if (patch.tags !== undefined) return patch.tags.length !== server.tags.length
    return true
  })
}

export interface UndoStep {
  action: RegistryAction
  names: string[]
}

/** Steps that take back what succeeded. Tags go back only where they were not there before. */
export function undoSteps(
  action: RegistryAction,
  known: readonly Known[],
  results: readonly BulkItem[],
): UndoStep[] {
  const succeeded = new Set(results.filter((item) => item.ok).map((item) => item.name))
  const changed = concerned(action, known).filter((server) => succeeded.has(server.name))
  switch (action.action) {
    case 'enable':
    case 'disable': {
      const inverse = action.action === 'enable' ? 'disable' : 'enable'
      return changed.length > 0
        ? [{ action: { action: inverse }, names: changed.map((each) => each.name) }]
        : []
    }
    case 'tag':
    case 'untag': {
      const inverse = action.action === 'tag' ? 'untag' : 'tag'
      return action.tags.flatMap((tag) => {
        const names = changed
          .filter((server) => server.tags.includes(tag) === (action.action === 'untag'))
          .map((server) => server.name)
        return names.length > 0 ? [{ action: { action: inverse, tags: [tag] }, names }] : []
      })
    }
    case 'remove':
      return []
  }
}

const VERBS = {
  enable: ['Enable', 'Enabled'],
  disable: ['Disable', 'Disabled'],
  remove: ['Remove', 'Removed'],
  tag: ['Tag', 'Tagged'],
  untag: ['Untag', 'Untagged'],
} as const

export function verbOf(action: RegistryAction): string {
  return VERBS[action.action][0]
}

export function pastOf(action: RegistryAction): string {
  return VERBS[action.action][1]
}
