import 'server-only'
import { type Counted, countTerms, type Field } from './bm25f'
import { countTool } from './count-tool'
import type { KnownTool } from './known-tool'

/** A server is what it is called, what it says of itself, and what its tools are called and say. */
export const SERVER_FIELDS: readonly Field[] = [
  { weight: 3, b: 0.3 }, // name and title
  { weight: 0.5, b: 0.5 }, // description
  { weight: 1, b: 0.5 }, // tags
  { weight: 0.5, b: 0.6 }, // words of its tools' names, each once
  { weight: 0.3, b: 0.6 }, // words of their descriptions, each once
]

/** A server with those of its tools that are ranked. */
export interface ServerGroup {
  /** Where its tools are among all. */
  places: readonly number[]
  tools: readonly KnownTool[]
}

export function groupByServer(tools: readonly KnownTool[]): ServerGroup[] {
  const groups = Map.groupBy(tools.keys(), (at) => tools[at]?.server ?? '')
  return [...groups.values()].map((places) => ({ places, tools: places.flatMap((at) => tools[at] ?? []) }))
}

export function countServer({ tools }: ServerGroup): Counted {
  const [first] = tools
  const { title = '', description = '', tags = [] } = first?.about ?? {}
  const own = countTerms([`${first?.server ?? ''} ${title}`, description, tags.join(' ')])
  const counted = tools.map(({ tool }) => countTool(tool))
  const names = new Set(counted.flatMap(({ nameWords }) => nameWords))
  const descriptions = new Set(counted.flatMap(({ descriptionWords }) => descriptionWords))
  const counts = new Map([...own.counts].map(([term, held]) => [term, [...held, 0, 0]]))
  for (const [field, words] of [names, descriptions].entries()) {
    for (const word of words) {
      const held = counts.get(word) ?? [0, 0, 0, 0, 0]
      held[3 + field] = 1
      counts.set(word, held)
    }
  }
  return { lengths: [...own.lengths, names.size, descriptions.size], counts }
}
