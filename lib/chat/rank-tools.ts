import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import type { KnownTool } from '@/lib/rag/tool-search/known-tool'

export type { KnownTool }

/** A tool's name says more than its description, and that more than its parameters. */
const WEIGHTS = { name: 3, description: 1, parameters: 0.5 } as const
const K1 = 1.2
const B = 0.75

/**
 * Tools, nearest to the question's words first, by BM25 over name, description and parameters (Robertson and Zaragoza,
 * "The Probabilistic Relevance Framework", 2009). Tools that score alike keep the order they came in.
 */
export function rankTools<T extends KnownTool>(
  question: string,
  tools: readonly T[],
): { tool: T; score: number }[] {
  const asked = new Set(words(question))
  const documents = tools.map(({ server, tool }) => weigh(server, tool, asked))
  const averageLength = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length)
  const rarity = new Map(
    [...asked].map((word) => {
      const holding = documents.filter(({ weights }) => weights.has(word)).length
      return [word, Math.log(1 + (tools.length - holding + 0.5) / (holding + 0.5))]
    }),
  )
  return tools
    .map((tool, at) => ({ tool, score: score(documents[at], rarity, averageLength) }))
    .sort((a, b) => b.score - a.score)
}

interface Weighed {
  length: number
  weights: Map<string, number>
}

/** A listing's tools stay the same objects from turn to turn, and splitting their words costs more than comparing them. */
const fieldsOfTools = new WeakMap<Tool, { server: string; fields: [string[], number][] }>()

function fieldsOf(server: string, tool: Tool): [string[], number][] {
  const known = fieldsOfTools.get(tool)
  if (known?.server === server) return known.fields
  const fields: [string[], number][] = [
    [words(`${tool.name} ${tool.title ?? ''} ${server}`), WEIGHTS.name],
    [words(tool.description ?? ''), WEIGHTS.description],
    [words(Object.keys(propertiesOf(tool)).join(' ')), WEIGHTS.parameters],
  ]
  fieldsOfTools.set(tool, { server, fields })
  return fields
}

function weigh(server: string, tool: Tool, asked: ReadonlySet<string>): Weighed {
  const fields = fieldsOf(server, tool)
  const weights = new Map<string, number>()
  let length = 0
  for (const [found, weight] of fields) {
    length += found.length * weight
    for (const word of found) {
      if (asked.has(word)) weights.set(word, (weights.get(word) ?? 0) + weight)
    }
  }
  return { length, weights }
}

function score(document: Weighed | undefined, rarity: Map<string, number>, averageLength: number): number {
  if (!document) return 0
  const norm = K1 * (1 - B + (B * document.length) / Math.max(1, averageLength))
  let sum = 0
  for (const [word, weight] of document.weights) {
    sum += ((rarity.get(word) ?? 0) * weight * (K1 + 1)) / (weight + norm)
  }
  return sum
}

function propertiesOf(tool: Tool): object {
  const { properties } = tool.inputSchema
  return typeof properties === 'object' && properties !== null ? properties : {}
}

const STOP_WORDS = new Set(
  'a an and are as at be by can could do does for from get how i in is it its me my of on or please show tell that the there this to use was what when where which who why will with would you your'.split(
    ' ',
  ),
)

/** `getUserName` and `user_name` as their words, plural or not; text of any script. */
export function words(text: string): string[] {
  return text
    .slice(0, 20_000)
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !STOP_WORDS.has(word))
    .map(stem)
}

function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1)
  return word
}
