import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import type { QueryTerm } from '@/lib/domain/retrieval'
import { termsOf } from '../lexical/terms-of'
import type { KnownTool } from './known-tool'
import { textOfTool } from './tool-text'
import type { WeightedTerm } from './understand-query'

/**
 * What a word counts for by where it stands, and how much a long text there takes from it (`b` of BM25F). A name is
 * chosen with more care than a parameter's description, and says more.
 */
const TOOL_FIELDS: readonly Field[] = [
  { weight: 2, b: 0.3 }, // name
  { weight: 1, b: 0.3 }, // title
  { weight: 1, b: 0.5 }, // description
  { weight: 1, b: 0.5 }, // names of parameters
  { weight: 0.6, b: 0.75 }, // their descriptions
  { weight: 0.4, b: 0.75 }, // their values
]
/** A server is what it is called, what it says of itself, and what its tools are called. */
const SERVER_FIELDS: readonly Field[] = [
  { weight: 3, b: 0.3 }, // name and title
  { weight: 0.5, b: 0.5 }, // description
  { weight: 1, b: 0.5 }, // tags
  { weight: 0.5, b: 0.6 }, // names of its tools
]
const K1 = 2
/** What the server's own score adds to each of its tools': tools that a task needs together often share a server. */
const SERVER_SHARE = 0.5

interface Field {
  weight: number
  b: number
}

/** How often each term stands in each field, and how many terms the fields have. */
interface Counted {
  lengths: number[]
  counts: Map<string, number[]>
}

export interface LexicalScores {
  /** In the order of the tools. */
  scores: number[]
  /** The query's terms that any tool holds, with what they are worth. */
  terms: QueryTerm[]
}

/**
 * BM25 over fields (BM25F: Zaragoza et al., TREC-13, 2004; Robertson and Zaragoza, 2009) of tools, and of servers.
 * Costs some microseconds a tool: their words are counted once and kept as long as they are.
 */
export function scoreTools(query: readonly WeightedTerm[], tools: readonly KnownTool[]): LexicalScores {
  const counted = tools.map(({ tool }) => countedTool(tool))
  const groups = [...Map.groupBy(tools.keys(), (at) => tools[at]?.server ?? '').values()]
  const servers = groups.map((places) => countedServer(places.flatMap((at) => tools[at] ?? [])))
  const ofTools = bm25f(query, counted, TOOL_FIELDS)
  const ofServers = bm25f(query, servers, SERVER_FIELDS)
  const scores = ofTools.scores
  for (const [group, places] of groups.entries()) {
    const share = SERVER_SHARE * (ofServers.scores[group] ?? 0)
    for (const at of places) scores[at] = (scores[at] ?? 0) + share
  }
  return ofTools
}

function bm25f(
  query: readonly WeightedTerm[],
  documents: readonly Counted[],
  fields: readonly Field[],
): LexicalScores {
  const scores = new Array<number>(documents.length).fill(0)
  const averages = fields.map(
    (_, field) =>
      documents.reduce((sum, { lengths }) => sum + (lengths[field] ?? 0), 0) / documents.length || 1,
  )
  const terms: QueryTerm[] = []
  for (const { term, weight, said } of query) {
    const hits: { at: number; frequency: number }[] = []
    for (let at = 0; at < documents.length; at++) {
      const document = documents[at]
      const counts = document?.counts.get(term)
      if (!counts) continue
      hits.push({ at, frequency: weighedFrequency(counts, document?.lengths ?? [], averages, fields) })
    }
    const holding = hits.length
    if (holding === 0) continue
    const idf = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5))
    if (said) terms.push({ term, holding, idf })
    for (const { at, frequency } of hits) {
      scores[at] = (scores[at] ?? 0) + (weight * idf * frequency * (K1 + 1)) / (K1 + frequency)
    }
  }
  return { scores, terms }
}

function weighedFrequency(
  counts: readonly number[],
  lengths: readonly number[],
  averages: readonly number[],
  fields: readonly Field[],
): number {
  let sum = 0
  for (const [at, { weight, b }] of fields.entries()) {
    const count = counts[at] ?? 0
    if (count === 0) continue
    sum += (weight * count) / (1 - b + (b * (lengths[at] ?? 0)) / (averages[at] ?? 1))
  }
  return sum
}

/** A listing's tools stay the same objects from search to search, and splitting their words costs more than comparing them. */
const countedTools = new WeakMap<Tool, Counted>()
/** By a server's first tool. */
const countedServers = new WeakMap<Tool, { tools: readonly KnownTool[]; counted: Counted }>()

function countedTool(tool: Tool): Counted {
  const known = countedTools.get(tool)
  if (known) return known
  const text = textOfTool(tool)
  const counted = count([
    ...[text.name, text.title, text.description],
    ...[text.parameterNames, text.parameterDescriptions, text.values],
  ])
  countedTools.set(tool, counted)
  return counted
}

function countedServer(tools: readonly KnownTool[]): Counted {
  const [first] = tools
  if (!first) return count([])
  const known = countedServers.get(first.tool)
  if (known && isSame(known.tools, tools)) return known.counted
  const counted = countServer(first, tools)
  countedServers.set(first.tool, { tools, counted })
  return counted
}

function isSame(before: readonly KnownTool[], now: readonly KnownTool[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ server, tool, about }, at) => {
      const other = now[at]
      return server === other?.server && tool === other.tool && about === other.about
    })
  )
}

function countServer({ server, about }: KnownTool, tools: readonly KnownTool[]): Counted {
  const { title = '', description = '', tags = [] } = about ?? {}
  const own = count([`${server} ${title}`, description, tags.join(' ')])
  const names = new Set(tools.flatMap(({ tool }) => namesOf(countedTool(tool))))
  const counts = new Map(own.counts)
  for (const name of names) counts.set(name, [...(counts.get(name) ?? [0, 0, 0]), 1])
  return { lengths: [...own.lengths, names.size], counts }
}

function namesOf({ counts }: Counted): string[] {
  return [...counts].flatMap(([term, [inName = 0]]) => (inName > 0 ? [term] : []))
}

function count(texts: readonly string[]): Counted {
  const counts = new Map<string, number[]>()
  const lengths = texts.map((text, field) => {
    const terms = termsOf(text)
    for (const { term } of terms) {
      const known = counts.get(term) ?? new Array<number>(texts.length).fill(0)
      known[field] = (known[field] ?? 0) + 1
      counts.set(term, known)
    }
    return terms.length
  })
  return { lengths, counts }
}
