import 'server-only'
import { FieldIndex, idfOf } from './bm25f'
import { type CountedTool, countTool, TOOL_FIELDS } from './count-tool'
import type { KnownTool } from './known-tool'
import { countServer, groupByServer, SERVER_FIELDS, type ServerGroup } from './server-groups'

/** Everything that ranking some tools needs and no question changes. */
export interface ToolIndex {
  tools: readonly KnownTool[]
  groups: readonly ServerGroup[]
  counted: readonly CountedTool[]
  ofTools: FieldIndex
  ofServers: FieldIndex
  /** What a word of a name is worth: the fewer names have it, the more. */
  nameWorth: ReadonlyMap<string, number>
}

/** All tools, those that one conversation chose, and those that it was not offered. */
const KEPT = 3

/** Indexes of the lists of tools that were ranked last: most questions are asked of the same. */
export class ToolIndexes {
  #kept: ToolIndex[] = []

  of(tools: readonly KnownTool[]): ToolIndex {
    const known = this.#kept.find((index) => isSame(index.tools, tools))
    const index = known ?? indexOf(tools)
    this.#kept = [index, ...this.#kept.filter((other) => other !== index)].slice(0, KEPT)
    return index
  }
}

/** Who gathers tools writes down anew each time what is known of a server; a listing's tools stay the same objects. */
function isSame(before: readonly KnownTool[], now: readonly KnownTool[]): boolean {
  return (
    before.length === now.length &&
    before.every((one, at) => {
      const other = now[at]
      return one.tool === other?.tool && one.server === other.server && isSameAbout(one.about, other.about)
    })
  )
}

function isSameAbout(one: KnownTool['about'], other: KnownTool['about']): boolean {
  if (one === other) return true
  const [tags, otherTags] = [one?.tags ?? [], other?.tags ?? []]
  return (
    one?.title === other?.title &&
    one?.description === other?.description &&
    tags.length === otherTags.length &&
    tags.every((tag, at) => tag === otherTags[at])
  )
}

function indexOf(tools: readonly KnownTool[]): ToolIndex {
  const groups = groupByServer(tools)
  const counted = tools.map(({ tool }) => countTool(tool))
  return {
    ...{ tools, groups, counted },
    ofTools: new FieldIndex(counted, TOOL_FIELDS),
    ofServers: new FieldIndex(groups.map(countServer), SERVER_FIELDS),
    nameWorth: worthOf(counted),
  }
}

function worthOf(tools: readonly CountedTool[]): Map<string, number> {
  const holding = new Map<string, number>()
  for (const { nameWords } of tools) {
    for (const word of nameWords) holding.set(word, (holding.get(word) ?? 0) + 1)
  }
  return new Map([...holding].map(([word, count]) => [word, idfOf(count, tools.length)]))
}
