/** A message by its place alone. Every list of nodes is in the order in which the messages were begun. */
export interface MessageNode {
  id: string
  /** The message before it in its branch; null for a first one. */
  parent: string | null
  role: string
}

/** The branch that ends at `leaf`, the first message first; empty for a leaf that is not there. */
export function pathTo<N extends MessageNode>(nodes: readonly N[], leaf: string | null): N[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const path: N[] = []
  for (let at = leaf; at !== null;) {
    const node = byId.get(at)
    if (!node) break
    path.push(node)
    // Each is taken once, so that no list, however broken, keeps us going round.
    byId.delete(at)
    at = node.parent
  }
  return path.reverse()
}

/** The messages that could stand in this one's place, itself among them, in the order in which they were begun. */
export function siblingsOf(nodes: readonly MessageNode[], id: string): string[] {
  const self = nodes.find((node) => node.id === id)
  return self ? nodes.filter(({ parent }) => parent === self.parent).map((node) => node.id) : []
}

/** The leaf below `id` that was begun last: where one goes on who comes back to this branch. */
export function newestLeaf(nodes: readonly MessageNode[], id: string): string {
  const below = descendants(nodes, id)
  const parents = new Set(below.map(({ parent }) => parent))
  return below.findLast((node) => !parents.has(node.id))?.id ?? id
}

/** `id` and all that follows it in any branch. */
export function descendants<N extends MessageNode>(nodes: readonly N[], id: string): N[] {
  const within = new Set([id])
  // A message is begun after its parent, so that one pass finds them all.
  return nodes.filter((node) => {
    if (node.id !== id && (node.parent === null || !within.has(node.parent))) return false
    within.add(node.id)
    return true
  })
}

/**
 * The head when `removed` and all that follows it is gone: unchanged where it stands elsewhere, else the newest leaf
 * of the branch beside it, else of what was said before; null when nothing is left.
 */
export function headAfterRemoval(
  nodes: readonly MessageNode[],
  removed: string,
  head: string | null,
): string | null {
  const gone = new Set(descendants(nodes, removed).map(({ id }) => id))
  if (head === null || !gone.has(head)) return head
  const left = nodes.filter(({ id }) => !gone.has(id))
  const parent = nodes.find(({ id }) => id === removed)?.parent ?? null
  const beside = left.findLast((node) => node.parent === parent)
  return beside ? newestLeaf(left, beside.id) : parent
}
