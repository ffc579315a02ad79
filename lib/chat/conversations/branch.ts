import 'server-only'
import { type MessageNode, pathTo } from '@/lib/domain/message-tree'

export interface BranchQuery {
  leaf?: string | undefined
  before?: string | undefined
  limit?: number | undefined
}

/** Which messages of a branch are asked for, and which of them others could stand in the place of. */
export function branchOf(
  { nodes, head }: { nodes: readonly MessageNode[]; head: string | null },
  { leaf, before, limit }: BranchQuery,
): { ids: string[]; hasEarlier: boolean; branches: Record<string, string[]> } {
  const path = pathTo(nodes, leaf ?? head)
  const at = before === undefined ? path.length : path.findIndex(({ id }) => id === before)
  // A message of another branch has nothing before it here.
  const end = Math.max(0, at)
  const start = limit === undefined ? 0 : Math.max(0, end - limit)
  const shown = path.slice(start, end)
  const families = Map.groupBy(nodes, ({ parent }) => parent)
  const branches = shown.flatMap(({ id, parent }): [string, string[]][] => {
    const family = families.get(parent) ?? []
    return family.length > 1 ? [[id, family.map((node) => node.id)]] : []
  })
  return { ids: shown.map(({ id }) => id), hasEarlier: start > 0, branches: Object.fromEntries(branches) }
}
