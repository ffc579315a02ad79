import 'server-only'
import { toolSearch as searchTool, type ToolSet } from 'ai'
import type { RankSettings } from '@/lib/domain/retrieval'
import type { ToolSearch } from '@/lib/rag/tool-search/tool-search'
import { type ChosenTool, type Choice, MAX_TOOLS, tokensOf } from './choose-tools'

/** No tool of a server has this name: theirs hold two underscores. */
export const FIND_TOOLS = 'find_tools'
const FOUND_AT_ONCE = 5

interface More {
  toolSearch: Pick<ToolSearch, 'rank'>
  settings: RankSettings
  signal: AbortSignal
}

/**
 * What a turn gives to the model: the tools chosen for it, and, where there are more, one that finds those. What it
 * finds can be called from the next step on (the AI SDK's `toolSearch` with `deferLoading`), within the turn's limits.
 * @param toolSetOf makes tools callable, by the names that they are chosen under
 */
export function withMoreTools(
  { chosen, deferred }: Pick<Choice, 'chosen' | 'deferred'>,
  toolSetOf: (tools: readonly ChosenTool[]) => ToolSet,
  more: More,
): ToolSet {
  const offered = toolSetOf(chosen)
  if (deferred.length === 0) return offered
  const later = Object.entries(toolSetOf(deferred)).map(([name, tool]): [string, ToolSet[string]] => [
    name,
    { ...tool, deferLoading: true },
  ])
  const finder: ToolSet[string] = {
    ...searchTool({
      maxResults: FOUND_AT_ONCE,
      search: finderOf(deferred, MAX_TOOLS - chosen.length, more),
    }),
    // So that a page shows its calls as it shows all others.
    type: 'dynamic',
    description:
      `Finds tools that you were not given: ${deferred.length} more exist. Say in a few words what the tool should do, ` +
      `one thing at a time. Up to ${FOUND_AT_ONCE} that fit can be called from your next step on.`,
    metadata: { server: 'portolan', tool: FIND_TOOLS },
  }
  return { ...offered, ...Object.fromEntries(later), [FIND_TOOLS]: finder }
}

/** Names of what fits the words, while there is room for them: the definitions found stay in the request to the end. */
function finderOf(deferred: readonly ChosenTool[], room: number, { toolSearch, settings, signal }: More) {
  const found = new Map<string, number>()
  return async ({ query }: { query: string }): Promise<string[]> => {
    const { tools } = await toolSearch.rank(query, deferred, { settings, signal })
    const names: string[] = []
    for (const { known, scores } of tools) {
      if (names.length === FOUND_AT_ONCE) break
      if ((scores.fused ?? scores.lexical ?? 0) <= 0) continue
      const tokens = [...found.values()].reduce((sum, size) => sum + size, 0)
      const fits = found.size < room && tokens + tokensOf(known) <= settings.toolTokenLimit
      if (!found.has(known.name) && !fits) continue
      found.set(known.name, tokensOf(known))
      names.push(known.name)
    }
    return names
  }
}
