import 'server-only'
import type { QueryTerm } from '@/lib/domain/retrieval'
import type { ToolIndex } from './tool-index'
import type { WeightedTerm } from './understand-query'

/** What the server's own score adds to each of its tools': tools that a task needs together often share a server. */
const SERVER_SHARE = 0.5
/** What a tool gains whose name is all said: `list_files` for "list the files here", before `list_files_of_branch`. */
const NAME_SAID = 0.5

export interface WordScores {
  /** In the order of the tools. */
  scores: number[]
  /** What of each score comes from the server. */
  fromServer: number[]
  /** The query's terms that any tool holds, with what they are worth. */
  terms: QueryTerm[]
  /** Words of the query, and words related to them, that a tool itself holds. */
  sharedWith: (at: number) => string[]
}

/** BM25 over fields of tools, and of their servers. */
export function scoreTools(query: readonly WeightedTerm[], index: ToolIndex): WordScores {
  const { scores: own, terms } = index.ofTools.score(query)
  const { scores: ofServers } = index.ofServers.score(query)
  const fromServer = new Array<number>(own.length).fill(0)
  for (const [group, { places }] of index.groups.entries()) {
    for (const at of places) fromServer[at] = SERVER_SHARE * (ofServers[group] ?? 0)
  }
  const weights = new Map(query.map(({ term, weight }) => [term, weight]))
  const nameSaid = own.map((score, at) => (score > 0 ? nameSaidIn(weights, index, at) : 0))
  return {
    scores: own.map((score, at) => score * (1 + NAME_SAID * (nameSaid[at] ?? 0)) + (fromServer[at] ?? 0)),
    ...{ fromServer, terms },
    sharedWith: (at) => query.flatMap(({ term }) => (index.counted[at]?.counts.has(term) ? [term] : [])),
  }
}

/** How much of a tool's name the query says, from 0 to 1; a word that few names have says more. */
function nameSaidIn(
  weights: ReadonlyMap<string, number>,
  { counted, nameWorth }: ToolIndex,
  at: number,
): number {
  let [said, all] = [0, 0]
  for (const word of counted[at]?.nameWords ?? []) {
    const worth = nameWorth.get(word) ?? 0
    all += worth
    said += worth * (weights.get(word) ?? 0)
  }
  return all === 0 ? 0 : said / all
}
